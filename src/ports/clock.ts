import { setMaxListeners } from "node:events";
import type { Instant } from "../model/instant.ts";

/** Time as an argument. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Monotonic milliseconds, for pacing and deadlines. */
  monotonic(): number;
  /** Resolves after the time, or rejects at once when the signal aborts. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/** The real clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: (milliseconds, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const onAbort = () => {
        clearTimeout(timer);
        reject(signal?.reason);
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener("abort", onAbort);
        resolve();
      }, milliseconds);
      if (signal === undefined) return;
      // Everybody who waits under one signal is not a leak, of which Node would warn from the eleventh on.
      setMaxListeners(0, signal);
      signal.addEventListener("abort", onAbort, { once: true });
    }),
};

/** The clock's time as an instant of the model. */
export function instantOf(clock: Pick<Clock, "now">): Instant {
  return `${new Date(clock.now()).toISOString().slice(0, 19)}Z`;
}
