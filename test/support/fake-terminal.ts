/** A terminal that keeps what it would show: text, CR, LF, and the sequences for up, end of line and end of screen. */
export class FakeTerminal {
  readonly isTTY = true;
  columns: number;
  rows = 24;
  /** Everything that was written, frame by frame. */
  readonly written: string[] = [];
  /** The widest that any line ever was. */
  widest = 0;
  #lines: string[] = [""];
  #row = 0;
  #column = 0;

  constructor(columns: number) {
    this.columns = columns;
  }

  /** What is to be seen, without empty lines at the end. */
  get screen(): readonly string[] {
    const last = this.#lines.findLastIndex((line) => line.trimEnd() !== "");
    return this.#lines.slice(0, last + 1).map((line) => line.trimEnd());
  }

  get cursor(): readonly [number, number] {
    return [this.#row, this.#column];
  }

  write(text: string): void {
    this.written.push(text);
    const start = "\x1b";
    for (const part of text.split(new RegExp(`(${start}\\[\\d*[AKJ]|[\\r\\n])`))) this.#take(part);
  }

  #take(part: string): void {
    const line = this.#lines[this.#row] ?? "";
    if (part === "\r") this.#column = 0;
    else if (part === "\n") this.#down();
    else if (part === "\x1b[K") this.#lines[this.#row] = line.slice(0, this.#column);
    else if (part === "\x1b[J") {
      this.#lines = this.#lines.slice(0, this.#row + 1);
      this.#lines[this.#row] = line.slice(0, this.#column);
    } else if (part.startsWith("\x1b[")) this.#row = Math.max(0, this.#row - Number(part.slice(2, -1)));
    else this.#print(line, part);
  }

  #down(): void {
    this.#row += 1;
    this.#lines[this.#row] ??= "";
  }

  #print(line: string, text: string): void {
    this.#lines[this.#row] =
      line.padEnd(this.#column).slice(0, this.#column) + text + line.slice(this.#column + text.length);
    this.#column += text.length;
    this.widest = Math.max(this.widest, this.#column);
  }
}
