/** A terminal, or what stands for one. */
export interface Terminal {
  write(text: string): unknown;
  readonly columns?: number;
  readonly rows?: number;
}

/** Lines at the foot of a terminal that are written over in place: one write a frame, and nothing is wiped first. */
export class LiveView {
  readonly #terminal: Terminal;
  #shown: readonly string[] = [];

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  /** Shows these lines in the place of the ones before; none of them may be wider than the terminal. */
  show(lines: readonly string[]): void {
    if (lines.join("\n") === this.#shown.join("\n")) return;
    if (lines.length === 0) {
      this.clear();
      return;
    }
    const frame = lines.map((line) => `${line}\x1b[K`).join("\r\n");
    this.#terminal.write(`${this.#toStart()}${frame}\x1b[J`);
    this.#shown = lines;
  }

  /** Takes the lines away, and leaves the cursor where the first of them began. */
  clear(): void {
    if (this.#shown.length === 0) return;
    this.#terminal.write(`${this.#toStart()}\x1b[J`);
    this.#shown = [];
  }

  /** The cursor stands in the last line that is shown. */
  #toStart(): string {
    const up = this.#shown.length - 1;
    return up > 0 ? `\r\x1b[${up}A` : "\r";
  }
}
