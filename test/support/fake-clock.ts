import type { Clock } from "../../src/ports/clock.ts";

interface Sleeper {
  readonly due: number;
  readonly wake: () => void;
}

/** Virtual time: it stands still until `advance` or `run` moves it, and nobody waits for real. */
export class FakeClock implements Clock {
  #elapsed = 0;
  #sleepers: Sleeper[] = [];
  readonly #epoch: number;
  /** Late wake-ups, like a real timer's: milliseconds added to every sleep. */
  lateness: () => number = () => 0;

  constructor(start = "2026-11-23T09:00:00Z") {
    this.#epoch = Date.parse(start);
  }

  now(): number {
    return this.#epoch + Math.floor(this.#elapsed);
  }

  monotonic(): number {
    return this.#elapsed;
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const onAbort = () => {
        this.#sleepers = this.#sleepers.filter((sleeper) => sleeper !== own);
        reject(signal?.reason);
      };
      const wake = () => {
        signal?.removeEventListener("abort", onAbort);
        resolve();
      };
      const own = { due: this.#elapsed + Math.max(0, milliseconds) + this.lateness(), wake };
      this.#sleepers.push(own);
      signal?.addEventListener("abort", onAbort, { once: true });
    });
  }

  /** Sleepers that wait for time to pass. */
  get sleeping(): number {
    return this.#sleepers.length;
  }

  /** Lets time pass, waking everybody whose time comes, in order. */
  async advance(milliseconds: number): Promise<void> {
    const end = this.#elapsed + milliseconds;
    await settled();
    while (this.#wakeNext(end)) await settled();
    this.#elapsed = end;
  }

  /** Lets time pass for as long as the promise takes; throws when it waits for something that is not time. */
  async run<T>(promise: Promise<T>): Promise<T> {
    let done = false;
    const finish = () => {
      done = true;
    };
    promise.then(finish, finish);
    await settled();
    while (!done) {
      if (!this.#wakeNext(Number.POSITIVE_INFINITY)) throw new Error("nothing is asleep, and the promise is not done");
      await settled();
    }
    return promise;
  }

  #wakeNext(end: number): boolean {
    const next = this.#sleepers.reduce<Sleeper | null>((a, b) => (a === null || b.due < a.due ? b : a), null);
    if (next === null || next.due > end) return false;
    this.#sleepers = this.#sleepers.filter((sleeper) => sleeper !== next);
    this.#elapsed = Math.max(this.#elapsed, next.due);
    next.wake();
    return true;
  }
}

/** Everything that can go on without time has gone on. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
