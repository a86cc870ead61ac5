import type { Clock } from "../ports/clock.ts";
import { firstOf } from "../ports/signal.ts";
import { isLost, limitOf } from "./refusal.ts";

/** How long one answer may take, in milliseconds. */
export const answerLimit = 25_000;

/** How long one pause may take that GitHub asks for, and everything together, in milliseconds. */
const limits = { pause: 120_000, whole: 300_000 } as const;

/** Waits as GitHub asks for, and for a while when it does not answer; everything together within one deadline. */
export class Patience {
  readonly clock: Clock;
  readonly #signal: AbortSignal;
  readonly #until: number;

  constructor({ clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal }) {
    this.clock = clock;
    this.#signal = signal;
    this.#until = clock.monotonic() + limits.whole;
  }

  /** Runs one request that is given up when no answer comes. */
  async withinAnswer<T>(send: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const [late, done] = [new AbortController(), new AbortController()];
    const sleep = this.clock.sleep(answerLimit, done.signal).then(
      () => late.abort(new Error("no answer in time")),
      () => {},
    );
    try {
      return await send(firstOf(late.signal, this.#signal));
    } finally {
      done.abort();
      await sleep;
    }
  }

  /** Waits before the next attempt; false: the error is none that waiting mends, or there is no time for it. */
  async after(error: unknown, attempt: number): Promise<boolean> {
    this.#signal.throwIfAborted();
    const limit = limitOf(error, this.clock);
    const pause = limit ?? (isLost(error) ? Math.min(500 * 2 ** attempt, 30_000) : null);
    if (pause === null || pause > limits.pause || this.clock.monotonic() + pause > this.#until) return false;
    await this.clock.sleep(pause, this.#signal);
    return true;
  }
}
