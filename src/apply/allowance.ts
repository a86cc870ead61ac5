import type { Quota } from "../connectors/pace.ts";

/** What an application said last of its own limit. Times are monotonic milliseconds. */
export class Allowance {
  #quota: { readonly limit: number | null; readonly remaining: number; readonly until: number } | null = null;
  readonly #concurrency: number;

  /** So many requests may be under way that it does not know of yet. */
  constructor(concurrency: number) {
    this.#concurrency = concurrency;
  }

  heard({ limit, remaining }: Quota, until: number): void {
    this.#quota = { limit, remaining, until };
  }

  /** Whether the application tells of its limit at all. */
  get isTold(): boolean {
    return this.#quota !== null;
  }

  /** Requests a second that make the last tenth of a limit last until it is whole again; null when there is plenty. */
  perSecond(now: number): number | null {
    if (this.#quota === null || this.#quota.until <= now) return null;
    const { limit, remaining, until } = this.#quota;
    if (remaining > Math.max((limit ?? 0) / 10, 2 * this.#concurrency)) return null;
    return Math.max(1, remaining) / Math.max(0.1, (until - now) / 1000);
  }
}
