/** When a `Retry-After` (RFC 9110 section 10.2.3) lets the next request go, in milliseconds since the epoch; null when it says nothing usable. */
export function retryAfter(header: string | undefined, now: number): number | null {
  const text = header?.trim() ?? "";
  if (/^\d{1,9}$/.test(text)) return now + Number(text) * 1000;
  if (!/^[A-Za-z]{3}/.test(text)) return null;
  const moment = Date.parse(text);
  return Number.isNaN(moment) || moment <= now ? null : moment;
}

/** Exponential, with full jitter, up to five seconds: `attempt` starts at 1. */
export function backoff(attempt: number, fraction: number): number {
  return Math.min(5_000, 250 * 2 ** attempt) * fraction;
}
