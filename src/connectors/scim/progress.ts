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
    if (answer.kind === "rejected" && answer.status === 401) this.#stop(answer.reason);
    else if (answer.kind === "unclear") this.#miss(answer.reason);
    else this.#misses = 0;
  }

  looked(look: Look): void {
    if (look.kind === "unknown" && look.halt) this.#miss(look.reason);
  }

  #miss(reason: string): void {
    this.#misses += 1;
    if (this.#misses >= enough) this.#stop(reason);
  }

  #stop(reason: string): void {
    this.#stopped ??= reason;
  }
}

/** In a row. */
const enough = 3;
