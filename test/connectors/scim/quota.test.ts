import { expect, test } from "vitest";
import { quotaOf } from "../../../src/connectors/scim/quota.ts";

const now = Date.parse("2026-11-23T09:00:00Z");
const inSeconds = (seconds: number) => now + seconds * 1000;

test.each([
  [
    "two windows of RateLimit, of which the tighter counts",
    {
      ratelimit: '"day";r=900;t=4000, "burst";r=5;t=20',
      "ratelimit-policy": '"day";q=1000;w=86400, "burst";q=50;w=60',
    },
    { limit: 50, remaining: 5, resetAt: inSeconds(20) },
  ],
  [
    "RateLimit of an older draft",
    { ratelimit: "limit=100, remaining=50, reset=5" },
    { limit: 100, remaining: 50, resetAt: inSeconds(5) },
  ],
  [
    "RateLimit-Remaining",
    { "ratelimit-limit": "100", "ratelimit-remaining": "7", "ratelimit-reset": "30" },
    { limit: 100, remaining: 7, resetAt: inSeconds(30) },
  ],
  [
    "GitHub's, in seconds since the epoch",
    { "x-ratelimit-limit": "15000", "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(inSeconds(600) / 1000) },
    { limit: 15_000, remaining: 0, resetAt: inSeconds(600) },
  ],
  [
    "milliseconds since the epoch",
    { "x-ratelimit-remaining": "3", "x-ratelimit-reset": String(inSeconds(60)) },
    { limit: null, remaining: 3, resetAt: inSeconds(60) },
  ],
  [
    "ConfigCat's, with a date",
    { "x-rate-limit-remaining": "10", "x-rate-limit-reset": "Mon, 23 Nov 2026 09:01:00 GMT" },
    { limit: null, remaining: 10, resetAt: inSeconds(60) },
  ],
] as const)("reads %s", (_, headers, quota) => {
  expect(quotaOf(headers, now)).toEqual(quota);
});

test.each([
  {},
  { "x-ratelimit-remaining": "10" },
  { "x-ratelimit-remaining": "many", "x-ratelimit-reset": "10" },
  { "x-ratelimit-limit": "0", "x-ratelimit-remaining": "0", "x-ratelimit-reset": "10" },
  { "x-ratelimit-remaining": "-1", "x-ratelimit-reset": "10" },
  { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "4102444800" },
  { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "soon" },
  { ratelimit: '"default";r=;t=' },
])("makes nothing of %j", (headers) => {
  expect(quotaOf(headers, now)).toBe(null);
});
