import { setMaxListeners } from "node:events";

/** A signal that aborts with the first of these; any number of waits may listen to it, and Node sees no leak in that. */
export function firstOf(...signals: readonly AbortSignal[]): AbortSignal {
  const first = AbortSignal.any([...signals]);
  setMaxListeners(0, first);
  return first;
}

/** Whoever waits under a signal, told by one listener for all: to listen by oneself takes longer than the rest of a request. */
export class Watch {
  readonly #waiting = new WeakMap<AbortSignal, Set<(reason: unknown) => void>>();
  readonly #closed = new AbortController();
  /** Listened to once for every signal that somebody waits under. */
  readonly #end = firstOf(this.#closed.signal);

  /** `refuse` is called once when the signal aborts; the signal must not have aborted yet. */
  add(signal: AbortSignal, refuse: (reason: unknown) => void): void {
    this.#under(signal).add(refuse);
  }

  remove(signal: AbortSignal, refuse: (reason: unknown) => void): void {
    this.#waiting.get(signal)?.delete(refuse);
  }

  /** Listens no more. */
  close(): void {
    this.#closed.abort();
  }

  #under(signal: AbortSignal): Set<(reason: unknown) => void> {
    const known = this.#waiting.get(signal);
    if (known !== undefined) return known;
    const waiting = new Set<(reason: unknown) => void>();
    this.#waiting.set(signal, waiting);
    const refuseAll = () => {
      for (const refuse of [...waiting]) refuse(signal.reason);
      waiting.clear();
    };
    signal.addEventListener("abort", refuseAll, { once: true, signal: this.#end });
    return waiting;
  }
}
