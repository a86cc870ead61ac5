/** The seats of one pool that can still be given, each at once or after a release. */
export class SeatRoom {
  #free: number;
  #taken = 0;
  /** Releases that only bring a pool which is over its quota back to it: every seat waits for all of them. */
  readonly #overdue: string[] = [];
  /** Releases that each make room for one. */
  readonly #releases: string[] = [];

  /** `free`: seats that the application itself would give now; negative when it is over. */
  constructor(free: number) {
    this.#free = free;
  }

  /** How many can be given. */
  get size(): number {
    return Math.max(0, this.#free) + this.#releases.length - this.#taken;
  }

  /** Takes note of a release. */
  open(key: string): void {
    if (this.#free >= 0) this.#releases.push(key);
    else {
      this.#free += 1;
      this.#overdue.push(key);
    }
  }

  /** Gives a seat: the keys of the releases that it has to wait for; null when there is none. */
  take(): readonly string[] | null {
    if (this.#free > 0) {
      this.#free -= 1;
      return [];
    }
    const release = this.#releases[this.#taken];
    if (release === undefined) return null;
    this.#taken += 1;
    return [...this.#overdue, release];
  }
}
