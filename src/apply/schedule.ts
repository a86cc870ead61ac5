/** Share of a limit that is used: what is left pays for timers and networks that bunch requests. */
const usedShare = 0.985;

/** How late a request may leave and still be followed on time, in milliseconds (research/performance.md, section 5). */
const slack = 5;

/** Evenly spaced slots (GCRA) on an absolute scale, so that a late timer does not slow the whole down. Times are monotonic. */
export class Schedule {
  readonly #interval: number;
  #next = Number.NEGATIVE_INFINITY;

  constructor(perSecond: number) {
    this.#interval = 1000 / (perSecond * usedShare);
  }

  /** The next slot; it may lie a little in the past. */
  slot(now: number): number {
    return Math.max(this.#next, now - slack);
  }

  take(slot: number): void {
    this.#next = slot + this.#interval;
  }
}
