/** Requests may come closer together than they left, in milliseconds. */
const jitter = 15;

/** Never more than `limit` in any window of `length` milliseconds, as whoever receives them counts. Times are monotonic. */
export class Window {
  readonly #limit: number;
  readonly #length: number;
  /** What was counted, oldest first from `#first`. */
  #taken: { readonly at: number; readonly cost: number }[] = [];
  #first = 0;
  #sum = 0;

  constructor(limit: number, length: number) {
    this.#limit = limit;
    this.#length = length + jitter;
  }

  /** The earliest moment at which so many more are within the limit; more than the limit are as many as the limit. */
  slot(now: number, cost: number): number {
    this.#forget(now);
    let over = this.#sum + Math.min(cost, this.#limit) - this.#limit;
    let slot = now;
    for (let index = this.#first; over > 0; index += 1) {
      const entry = this.#taken[index];
      if (entry === undefined) break;
      over -= entry.cost;
      slot = entry.at + this.#length;
    }
    return slot;
  }

  take(slot: number, cost: number): void {
    this.#taken.push({ at: slot, cost });
    this.#sum += cost;
  }

  #forget(now: number): void {
    for (let entry = this.#taken[this.#first]; entry !== undefined; entry = this.#taken[this.#first]) {
      if (entry.at + this.#length > now) break;
      this.#sum -= entry.cost;
      this.#first += 1;
    }
    if (this.#first < 1024 || this.#first * 2 < this.#taken.length) return;
    this.#taken = this.#taken.slice(this.#first);
    this.#first = 0;
  }
}
