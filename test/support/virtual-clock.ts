import type { Clock } from "../../src/ports/clock.ts";

/** A clock on which sleeping takes no time: it jumps to the next sleeper's moment once everything else has run. */
export function virtualClock(start = Date.parse("2026-11-20T08:00:00Z")): Clock & { readonly slept: number[] } {
  let now = start;
  const slept: number[] = [];
  let sleepers: { readonly wake: number; readonly resume: () => void }[] = [];
  const jump = () => {
    const next = Math.min(...sleepers.map(({ wake }) => wake));
    now = Math.max(now, next);
    const awake = sleepers.filter(({ wake }) => wake <= now);
    sleepers = sleepers.filter(({ wake }) => wake > now);
    for (const { resume } of awake) resume();
    if (sleepers.length > 0) setImmediate(jump);
  };
  return {
    slept,
    now: () => now,
    monotonic: () => now - start,
    sleep: (milliseconds, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        slept.push(milliseconds);
        const onAbort = () => {
          sleepers = sleepers.filter((each) => each !== sleeper);
          reject(signal?.reason);
        };
        const resume = () => {
          signal?.removeEventListener("abort", onAbort);
          resolve();
        };
        const sleeper = { wake: now + milliseconds, resume };
        signal?.addEventListener("abort", onAbort, { once: true });
        if (sleepers.length === 0) setImmediate(jump);
        sleepers.push(sleeper);
      }),
  };
}
