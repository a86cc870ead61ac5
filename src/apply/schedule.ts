/** How late a request may leave and still be followed on time, in milliseconds (docs/performance.md). */
const slack = 5;

/** Evenly spaced slots (GCRA) on an absolute scale, so that a late timer does not slow the whole down. Times are monotonic. */
export class Schedule {
  #next = Number.NEGATIVE_INFINITY;

  /** The next slot; it may lie a little in the past. */
  slot(now: number): number {
    return Math.max(this.#next, now - slack);
  }

  /** The next slot comes when so many a second allow it. */
  take(slot: number, perSecond: number): void {
    this.#next = slot + 1000 / perSecond;
  }
}
