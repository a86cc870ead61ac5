import type { RateRule } from "./dialect.ts";

/** What a token bucket says to a request: come in, or come back in so many milliseconds. */
export type Admission = { readonly kind: "admitted" } | { readonly kind: "limited"; readonly retryInMs: number };

/** A token bucket on a clock that is handed in. */
export class Bucket {
  readonly #rule: RateRule;
  #tokens: number;
  #filledAt: number;
  #blockedUntil = 0;
  /** Requests that came while an earlier 429 still said to wait. */
  early = 0;

  constructor(rule: RateRule, now: number) {
    this.#rule = rule;
    this.#tokens = rule.burst;
    this.#filledAt = now;
  }

  /** Takes a token, or says when there will be one. */
  admit(now: number): Admission {
    const elapsed = Math.max(0, now - this.#filledAt);
    this.#filledAt = Math.max(now, this.#filledAt);
    this.#tokens = Math.min(this.#rule.burst, this.#tokens + (elapsed * this.#rule.perSecond) / 1000);
    if (now < this.#blockedUntil) this.early += 1;
    if (this.#tokens >= 1) {
      this.#tokens -= 1;
      return { kind: "admitted" };
    }
    const wait = ((1 - this.#tokens) * 1000) / this.#rule.perSecond;
    const retryInMs = this.#rule.retryAfter === "none" ? wait : Math.max(1000, Math.ceil(wait / 1000) * 1000);
    if (this.#rule.retryAfter !== "none") this.#blockedUntil = now + retryInMs;
    return { kind: "limited", retryInMs };
  }

  /** The Retry-After header for a refusal, or null where the rule sends none. RFC 9110 section 10.2.3. */
  retryAfter(retryInMs: number, now: number): string | null {
    switch (this.#rule.retryAfter) {
      case "seconds":
        return String(Math.ceil(retryInMs / 1000));
      case "date":
        return new Date(Math.ceil((now + retryInMs) / 1000) * 1000).toUTCString();
      case "none":
        return null;
    }
  }
}
