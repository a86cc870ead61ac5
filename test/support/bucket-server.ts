import type { Pace, Quota } from "../../src/connectors/pace.ts";
import { aWrite } from "./departures.ts";
import type { FakeClock } from "./fake-clock.ts";

/** What a server with a token bucket is like. */
export interface BucketRule {
  readonly perSecond: number;
  readonly capacity: number;
  /** Seconds that a refusal says to wait; left out, it says nothing. */
  readonly retryAfter?: number;
  /** Whether answers tell what is left: of a window of so many seconds, in place of the bucket. */
  readonly window?: number;
  /** Milliseconds that an answer takes; 10 when left out. */
  readonly takes?: () => number;
  /** Milliseconds on the way there, for the how manieth request; up to 10, always the same ones, when left out. */
  readonly travels?: (arrival: number) => number;
  readonly status?: () => number;
}

/** A server in virtual time that counts what it accepts and refuses. */
export class BucketServer {
  accepted = 0;
  refused = 0;
  /** Requests that came although an earlier answer said to wait. */
  early = 0;
  rule: BucketRule;
  readonly #clock: FakeClock;
  #tokens: number;
  #last: number;
  #arrivals = 0;
  /** When the last refusal that says to wait was heard, and until when it holds. */
  #closed = { from: 0, until: 0 };

  constructor(clock: FakeClock, rule: BucketRule) {
    this.#clock = clock;
    this.rule = rule;
    this.#tokens = rule.capacity;
    this.#last = clock.monotonic();
  }

  async answer(): Promise<{
    readonly status: number;
    readonly retryAfter: number | null;
    readonly quota: Quota | null;
  }> {
    this.#arrivals += 1;
    const leftAt = this.#clock.monotonic();
    if (leftAt >= this.#closed.from && leftAt < this.#closed.until) this.early += 1;
    const travels = this.rule.travels ?? ((arrival: number) => ((arrival * 7919) % 100) / 10);
    await this.#clock.sleep(travels(this.#arrivals));
    const isAccepted = this.rule.window === undefined ? this.#admit() : this.#admitInWindow(this.rule.window);
    if (isAccepted) this.accepted += 1;
    else this.refused += 1;
    const quota = this.#quota();
    await this.#clock.sleep(this.rule.takes?.() ?? 10);
    const retryAfter = isAccepted ? null : (this.rule.retryAfter ?? null);
    const from = this.#clock.monotonic();
    if (retryAfter !== null) this.#closed = { from, until: from + retryAfter * 1000 };
    return { status: isAccepted ? (this.rule.status?.() ?? 204) : 429, retryAfter, quota };
  }

  #admit(): boolean {
    const { perSecond, capacity } = this.rule;
    const now = this.#clock.monotonic();
    this.#tokens = Math.min(capacity, this.#tokens + ((now - this.#last) / 1000) * perSecond);
    this.#last = now;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }

  #admitInWindow(seconds: number): boolean {
    const now = this.#clock.monotonic();
    if (now - this.#last >= seconds * 1000) {
      this.#last += Math.floor((now - this.#last) / (seconds * 1000)) * seconds * 1000;
      this.#tokens = this.rule.capacity;
    }
    this.#tokens -= 1;
    return this.#tokens >= 0;
  }

  #quota(): Quota | null {
    const { window, capacity } = this.rule;
    if (window === undefined) return null;
    const resetAt = this.#clock.now() + (this.#last + window * 1000 - this.#clock.monotonic());
    return { limit: capacity, remaining: Math.max(0, this.#tokens), resetAt };
  }
}

/** Workers that send as fast as their pace lets them until a moment, as a client does. */
export async function drive(
  { pace, clock, server }: { readonly pace: Pace; readonly clock: FakeClock; readonly server: BucketServer },
  { until, workers = 32 }: { readonly until: number; readonly workers?: number },
): Promise<void> {
  const { signal } = new AbortController();
  const worker = async () => {
    while (clock.monotonic() < until) {
      await pace.take(aWrite, signal);
      const leftAt = clock.monotonic();
      const { status, retryAfter, quota } = await server.answer();
      const isRefused = status === 429;
      const emptyUntil = quota?.remaining === 0 ? quota.resetAt : null;
      const told = retryAfter === null ? emptyUntil : clock.now() + retryAfter * 1000;
      if (told !== null) await pace.hold(told);
      const isAllowedFor = pace.heard(aWrite, { status, isRefused, isTold: told !== null, leftAt, quota });
      if (isRefused && told === null && !isAllowedFor) await pace.hold(clock.now() + 500);
    }
  };
  await Promise.all(Array.from({ length: workers }, worker));
}
