import type { Clock } from "../../ports/clock.ts";
import type { Pace } from "../pace.ts";
import type { Profile } from "./profile.ts";

/** A pace that also keeps what the vendor allows: never more requests of a kind than its limit in any window. */
export function withRates(pace: Pace, rates: Profile["rates"], clock: Clock): Pace {
  if (rates.length === 0) return pace;
  const windows = rates.map((rate) => ({ kind: rate.for, window: new Window(rate.limit, rate.seconds * 1000) }));
  return {
    async take(kind, signal) {
      await pace.take(kind, signal);
      const own = windows.filter((each) => each.kind === "all" || each.kind === `${kind}s`);
      const now = clock.monotonic();
      const slot = own.reduce((latest, { window }) => Math.max(latest, window.next(now)), now);
      for (const { window } of own) window.take(slot);
      if (slot > now) await clock.sleep(Math.ceil(slot - now), signal);
    },
    hold: (until) => pace.hold(until),
  };
}

/** The moments of the last `limit` requests, oldest first from `#at`. */
class Window {
  readonly #limit: number;
  readonly #length: number;
  readonly #taken: number[] = [];
  #at = 0;

  constructor(limit: number, length: number) {
    this.#limit = limit;
    this.#length = length;
  }

  /** The earliest moment at which one more is within the limit. */
  next(now: number): number {
    if (this.#taken.length < this.#limit) return now;
    return Math.max(now, (this.#taken[this.#at] ?? now) + this.#length);
  }

  take(slot: number): void {
    this.#taken[this.#at] = slot;
    this.#at = (this.#at + 1) % this.#limit;
  }
}
