import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import type { Fence } from "./markdown.ts";

/** How a piece of script ended: `code` is null while the shell goes on. */
interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** A shell that keeps its directory and variables from one piece of script to the next, and stops at the first failure. */
export class Shell {
  readonly #child: ChildProcessWithoutNullStreams;
  #output = "";
  #wake: () => void = () => {};

  constructor(directory: string, environment: Readonly<Record<string, string>>) {
    // In a process group of its own, so that closing it reaches what a script left in the background.
    this.#child = spawn("sh", [], { cwd: directory, env: environment, detached: true });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream.on("data", (chunk) => {
        this.#output += String(chunk);
        this.#wake();
      });
    }
    // A shell that has ended takes no more input; what it said is in `run`'s answer.
    this.#child.stdin.on("error", () => {});
    this.#child.on("close", () => this.#wake());
    this.#child.stdin.write("exec 2>&1\nset -eu\n");
  }

  /** Runs a piece of script; everything that it prints comes back. */
  async run(script: string): Promise<Ended> {
    const mark = `done ${randomUUID()}`;
    this.#output = "";
    this.#child.stdin.write(`{\n${script}\n} < /dev/null\necho "${mark}"\n`);
    while (!this.#output.includes(mark) && this.#child.exitCode === null) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return { code: this.#child.exitCode, output: this.#output.replace(`${mark}\n`, "") };
  }

  /** Ends the shell and everything that it started, also when a script has failed. */
  close(): void {
    this.#child.stdin.end();
    const { pid } = this.#child;
    if (pid === undefined) return;
    try {
      process.kill(-pid, "SIGTERM");
    } catch {
      // Nothing of it is left.
    }
  }
}

/** Runs a script from beginning to end in a shell of its own. */
export async function runAlone(
  script: string,
  where: { readonly directory: string; readonly environment: Readonly<Record<string, string>> },
): Promise<{ readonly code: number | null; readonly output: string }> {
  const child = spawn("sh", ["-euc", script], { cwd: where.directory, env: where.environment, stdio: "pipe" });
  child.stdin.end();
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += String(chunk)));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, output }));
  });
}

/** What a block of a page does: one that names its file writes it, the others are run as they stand. */
export function scriptOf({ path, text }: Fence): string {
  if (path !== null)
    return `mkdir -p "$(dirname '${path}')"\ncat > '${path}' <<'END OF THE FILE'\n${text}END OF THE FILE`;
  return text.replace(/^(\S.*?) +# exits (\d)$/gm, 'ended=0\n$1 || ended=$?\n[ "$ended" -eq $2 ]');
}
