/** Share of the refill that is used: what is left pays for clocks that differ and networks that bunch requests. */
const usedShare = 0.985;

/** A bucket of `burst` tokens that fills at so many a second, seen from outside (GCRA); one token is never spent. Times are monotonic. */
export class TokenBucket {
  readonly #interval: number;
  readonly #capacity: number;
  /** When the bucket is full again. */
  #fullAt = Number.NEGATIVE_INFINITY;

  constructor(perSecond: number, burst: number) {
    this.#interval = 1000 / (perSecond * usedShare);
    this.#capacity = Math.max(1, burst - 1);
  }

  /** The earliest moment at which there are so many tokens; more than the bucket holds are as many as it holds. */
  slot(now: number, cost: number): number {
    return Math.max(now, this.#fullAt - (this.#capacity - Math.min(cost, this.#capacity)) * this.#interval);
  }

  take(slot: number, cost: number): void {
    this.#fullAt = Math.max(this.#fullAt, slot) + cost * this.#interval;
  }
}
