import type { Clock } from "../../ports/clock.ts";
import { firstOf } from "../../ports/signal.ts";

/** How long what is in hand may still wait for its turn once a run is being stopped, in milliseconds. */
const grace = 2_000;

/** Why a request was not made. */
export const stoppedReason = "was not asked: the run was stopped";

/** A run that is being stopped, as one client sees it: nothing is begun, holds are not sat out, and turns are waited for briefly. */
export class Stop {
  readonly #signal: AbortSignal;
  readonly #closing = new AbortController();
  readonly #late = new AbortController();
  readonly #atOnce = new WeakMap<AbortSignal, AbortSignal>();
  readonly #afterGrace = new WeakMap<AbortSignal, AbortSignal>();

  constructor(signal: AbortSignal | undefined, clock: Clock) {
    this.#signal = signal ?? new AbortController().signal;
    const endGrace = () => {
      clock.sleep(grace, this.#closing.signal).then(
        () => this.#late.abort(this.#signal.reason),
        () => {},
      );
    };
    if (this.#signal.aborted) endGrace();
    else this.#signal.addEventListener("abort", endGrace, { once: true, signal: this.#closing.signal });
  }

  get isStopped(): boolean {
    return this.#signal.aborted;
  }

  /** Also aborts as soon as the run is being stopped. */
  atOnce(signal: AbortSignal): AbortSignal {
    return joined(this.#atOnce, signal, this.#signal);
  }

  /** Also aborts when the run is being stopped and the time for what is in hand is over. */
  afterGrace(signal: AbortSignal): AbortSignal {
    return joined(this.#afterGrace, signal, this.#late.signal);
  }

  close(): void {
    this.#closing.abort();
  }
}

/** One signal for all requests under the same one: what listens to it is never let go of before it aborts. */
function joined(known: WeakMap<AbortSignal, AbortSignal>, signal: AbortSignal, other: AbortSignal): AbortSignal {
  const joint = known.get(signal);
  if (joint !== undefined) return joint;
  const both = firstOf(signal, other);
  known.set(signal, both);
  return both;
}
