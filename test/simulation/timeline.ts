import { setMaxListeners } from "node:events";
import type { Clock } from "../../src/ports/clock.ts";
import type { Life } from "./life.ts";

interface Event {
  readonly due: number;
  readonly run: () => void;
}

/** Nothing is left that could happen, and somebody still waits; or things happen without end. */
export class Stuck extends Error {
  override readonly name = "Stuck";
}

/** Virtual time: when everything that can go on has gone on, it jumps to the next event. */
export class Timeline {
  #elapsed = 0;
  #events: Event[] = [];
  #count = 0;
  /** What the wall clock is wrong by, in milliseconds. */
  skew = 0;
  readonly #epoch: number;
  readonly #mostEvents: number;

  constructor(epoch: string, mostEvents: number) {
    this.#epoch = Date.parse(epoch);
    this.#mostEvents = mostEvents;
  }

  /** Milliseconds since the simulation began; nobody can set it. */
  get elapsed(): number {
    return this.#elapsed;
  }

  /** Milliseconds since the epoch, as the wall clock shows it. */
  get wall(): number {
    return this.#epoch + Math.floor(this.#elapsed) + this.skew;
  }

  /** Runs something after a time; what comes back takes it off again. */
  after(milliseconds: number, run: () => void): () => void {
    const event = { due: this.#elapsed + Math.max(0, milliseconds), run };
    this.#events.push(event);
    return () => {
      const at = this.#events.indexOf(event);
      if (at >= 0) this.#events.splice(at, 1);
    };
  }

  /** Resolves after a time. */
  wait(milliseconds: number): Promise<void> {
    return new Promise((resolve) => this.after(milliseconds, resolve));
  }

  /** Lets time pass for as long as a promise takes; throws `Stuck` when that would be for ever. */
  async until<T>(promise: Promise<T>): Promise<T> {
    let isDone = false;
    const finish = () => {
      isDone = true;
    };
    promise.then(finish, finish);
    await quiet();
    while (!isDone) {
      this.#advance();
      await quiet();
    }
    return promise;
  }

  #advance(): void {
    let next: Event | undefined;
    for (const event of this.#events) if (next === undefined || event.due < next.due) next = event;
    if (next === undefined) throw new Stuck("everybody waits for something that will not happen");
    this.#count += 1;
    if (this.#count > this.#mostEvents) throw new Stuck(`more than ${this.#mostEvents} events`);
    this.#events.splice(this.#events.indexOf(next), 1);
    this.#elapsed = Math.max(this.#elapsed, next.due);
    next.run();
  }
}

/** The timeline as the clock of one process: who is dead or frozen does not wake up. */
export function clockOf(timeline: Timeline, life: Life): Clock {
  return {
    now: () => timeline.wall,
    monotonic: () => timeline.elapsed,
    sleep: async (milliseconds, signal) => {
      const slept = await sleep(timeline, milliseconds, signal).catch((error: unknown) => ({ error }));
      await life.lives();
      if (slept !== undefined) throw slept.error;
    },
  };
}

function sleep(timeline: Timeline, milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const cancel = timeline.after(milliseconds, () => {
      signal?.removeEventListener("abort", onAbort);
      resolve();
    });
    const onAbort = () => {
      cancel();
      reject(signal?.reason);
    };
    if (signal === undefined) return;
    setMaxListeners(0, signal);
    signal.addEventListener("abort", onAbort, { once: true });
  });
}

/** Everything that can go on without time has gone on: nothing here waits for a real disk, network or thread. */
function quiet(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
