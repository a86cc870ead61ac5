import type { HttpResponse } from "../../ports/http.ts";
import type { Quota } from "../pace.ts";

/**
 * What an answer says of its limit, by `RateLimit` and `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers-10), by their
 * older form `RateLimit-Remaining`, or by `X-RateLimit-*` and `X-Rate-Limit-*`; null when it says nothing that can be used.
 */
export function quotaOf(headers: HttpResponse["headers"], now: number): Quota | null {
  const field = headers["ratelimit"];
  const told = field === undefined ? null : fromField(field, { policy: headers["ratelimit-policy"] ?? "", now });
  if (told !== null) return told;
  for (const names of families) {
    const remaining = countOf(headers[names.remaining]);
    if (remaining === null) continue;
    const resetAt = resetOf(headers[names.reset], now);
    const limit = countOf(headers[names.limit]);
    if (resetAt !== null && limit !== 0) return { limit, remaining, resetAt };
  }
  return null;
}

const families = ["ratelimit-", "x-ratelimit-", "x-rate-limit-"].map((prefix) => ({
  limit: `${prefix}limit`,
  remaining: `${prefix}remaining`,
  reset: `${prefix}reset`,
}));

/** `"default";r=50;t=30`, or `limit=100, remaining=50, reset=30` in older drafts; of several the one with the least left. */
function fromField(field: string, { policy, now }: { readonly policy: string; readonly now: number }): Quota | null {
  const old = /(?:^|,)\s*limit=(\d+).*?remaining=(\d+).*?reset=(\d+)/.exec(field);
  if (old !== null) return { limit: Number(old[1]), remaining: Number(old[2]), resetAt: now + Number(old[3]) * 1000 };
  const items = field.split(",").flatMap((text) => {
    const remaining = parameter(text, "r");
    const reset = parameter(text, "t");
    if (remaining === null || reset === null) return [];
    const name = text.trim().split(";")[0] ?? "";
    const own = policy.split(",").find((each) => each.trim().split(";")[0] === name) ?? "";
    return [{ limit: parameter(own, "q"), remaining, resetAt: now + reset * 1000 }];
  });
  return items.toSorted((a, b) => a.remaining - b.remaining)[0] ?? null;
}

function parameter(text: string, name: string): number | null {
  const found = new RegExp(`;\\s*${name}=(\\d{1,9})\\b`).exec(text);
  return found === null ? null : Number(found[1]);
}

function countOf(text: string | undefined): number | null {
  return text !== undefined && /^\s*\d{1,9}\s*$/.test(text) ? Number(text) : null;
}

/** Seconds from now, seconds or milliseconds since the epoch, or a date: vendors differ; nobody's window is longer than a day. */
function resetOf(text: string | undefined, now: number): number | null {
  const trimmed = text?.trim() ?? "";
  const at = /^\d{1,13}(\.\d+)?$/.test(trimmed) ? momentOf(Number(trimmed), now) : Date.parse(trimmed);
  return Number.isNaN(at) || at < now - aDay || at > now + aDay ? null : at;
}

function momentOf(value: number, now: number): number {
  if (value < 1e9) return now + value * 1000;
  return value < 1e11 ? value * 1000 : value;
}

const aDay = 86_400_000;
