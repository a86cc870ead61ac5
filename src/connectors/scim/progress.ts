import type { Answer } from "./answer.ts";
import type { Look } from "./context.ts";

/** Whether one call of `apply` still goes on: it ends early when the application refuses us, or is out of reach. */
export class Progress {
  #misses = 0;
  #stopped: string | null = null;

  /** Why nothing further is tried; null while it goes on. */
  get stopped(): string | null {
    return this.#stopped;
  }

  answered(answer: Answer): void {
    if (answer.kind === "unclear") return;
    this.#misses = 0;
    if (answer.kind === "rejected" && answer.status === 401) this.#stopped ??= answer.reason;
  }

  looked(look: Look): void {
    if (look.kind === "unknown" && look.halt) this.missed(look.reason);
  }

  /** A change was given up without a usable answer, after every repetition. */
  missed(reason: string): void {
    this.#misses += 1;
    if (this.#misses >= enough) this.#stopped ??= reason;
  }
}

/** Changes in a row. */
const enough = 3;
