import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { openPacer } from "../../../src/apply/pace.ts";
import { type Departure, unpaced } from "../../../src/connectors/pace.ts";
import type { Profile } from "../../../src/connectors/scim/profile.ts";
import { profileByName } from "../../../src/connectors/scim/profile-by-name.ts";
import { withRates } from "../../../src/connectors/scim/rate.ts";
import { aDeparture, aRead, aWrite } from "../../support/departures.ts";
import { FakeClock } from "../../support/fake-clock.ts";

const { signal } = new AbortController();
type Rates = Profile["rates"];

/** When each of these leaves, in milliseconds, when all are asked for at once. */
async function leaving(rates: Rates, departures: readonly Departure[], perSecond = 1_000_000) {
  const clock = new FakeClock();
  const pacer = await openPacer({ clock, overallPerSecond: 1_000_000 });
  const pace = withRates(pacer.forApplication("chat", { perSecond }), rates);
  const left = departures.map(async (departure) => {
    await pace.take(departure, signal);
    return clock.monotonic();
  });
  const times = await clock.run(Promise.all(left));
  await pacer.close();
  expect(clock.sleeping).toBe(0);
  return times;
}

const many = (count: number, departure: Departure) => Array.from({ length: count }, () => departure);

/** How many of these a bucket of a vendor would refuse. */
function refusals(times: readonly number[], { perSecond, burst }: { perSecond: number; burst: number }): number {
  let [tokens, last, refused] = [burst, 0, 0];
  for (const time of times) {
    tokens = Math.min(burst, tokens + ((time - last) / 1000) * perSecond);
    last = time;
    if (tokens < 1) refused += 1;
    else tokens -= 1;
  }
  return refused;
}

test("without limits of a vendor the pace is the application's own", () => {
  expect(withRates(unpaced, [])).toBe(unpaced);
});

test("no window ever holds more requests of a kind than its limit, and none waits that need not", async () => {
  const limits = fc.array(
    fc.record({
      for: fc.constantFrom("all" as const, "reads" as const, "writes" as const),
      limit: fc.integer({ min: 1, max: 5 }),
      seconds: fc.integer({ min: 1, max: 3 }),
    }),
    { minLength: 1, maxLength: 3 },
  );
  const asked = fc.array(fc.constantFrom(aRead, aWrite), { minLength: 1, maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(limits, asked, async (rates, departures) => {
      const times = await leaving(rates, departures);
      const left = departures.map(({ kind }, index) => ({ kind, at: times[index] ?? 0 }));
      left.sort((a, b) => a.at - b.at);
      const needs = new Set<number>([0]);
      for (const rate of rates) {
        const own = left.filter(({ kind }) => rate.for === "all" || rate.for === `${kind}s`).map(({ at }) => at);
        for (const [index, at] of own.entries()) {
          const before = own[index - rate.limit];
          if (before !== undefined) expect(at - before).toBeGreaterThanOrEqual(rate.seconds * 1000);
          needs.add(at + rate.seconds * 1000);
        }
      }
      for (const { at } of left) expect([...needs].some((need) => at >= need && at <= need + 40)).toBe(true);
    }),
    { numRuns: 40 },
  );
});

test("requests that are asked for at once leave as the window allows, and reads do not wait for writes", async () => {
  const rates: Rates = [{ for: "writes", limit: 2, seconds: 10 }];
  const [first, second, read, third] = await leaving(rates, [aWrite, aWrite, aRead, aWrite]);
  for (const at of [first, second, read]) expect(at).toBeLessThan(5);
  expect(third).toBeGreaterThanOrEqual(10_000);
  expect(third).toBeLessThan(10_100);
});

describe("a limit counts", () => {
  const limited: Rates[number] = { limit: 1, seconds: 10 };
  const rules: readonly (readonly [string, Partial<Rates[number]>, Partial<Departure>, Partial<Departure>])[] = [
    ["a method", { methods: ["PATCH"] }, { method: "PATCH" }, { method: "PUT" }],
    ["a resource", { resource: "Groups" }, { path: "/Groups/g1" }, { path: "/Users/u1" }],
    ["a listing", { target: "many" }, { path: "/Users?count=1" }, { path: "/Users/u1?attributes=id" }],
    ["one resource", { target: "one" }, { path: "/Users/u1" }, { path: "/Users?filter=id" }],
    ["a large body", { minBytes: 500 }, { method: "PATCH", bytes: 500 }, { method: "PATCH", bytes: 499 }],
    ["a small body", { maxBytes: 499 }, { method: "PATCH", bytes: 499 }, { method: "PATCH", bytes: 500 }],
  ];
  test.each(rules)("%s, and nothing else", async (_, rule, counted, other) => {
    const rates = [{ ...limited, ...rule }];
    const own = await leaving(rates, many(2, aDeparture(counted)));
    expect(own[1]).toBeGreaterThanOrEqual(10_000);
    const [, , free] = await leaving(rates, [...many(2, aDeparture(counted)), aDeparture(other)]);
    expect(free).toBeLessThan(5);
  });

  test("members that are put into a group, for every group by itself", async () => {
    const rates: Rates = [{ counts: "members", each: "resource", limit: 1000, seconds: 3600 }];
    const adds = (path: string, members: number) => aDeparture({ method: "PATCH", path, members });
    const departures = [adds("/Groups/a", 600), adds("/Groups/a", 400), adds("/Groups/a", 1), adds("/Groups/b", 900)];
    const [first, second, third, other] = await leaving(rates, [...departures, adds("/Groups/a", 0)]);
    for (const at of [first, second, other]) expect(at).toBeLessThan(5);
    expect(third).toBeGreaterThanOrEqual(3_600_000);
  });

  test("more members at once than it allows as a whole limit", async () => {
    const rates: Rates = [{ counts: "members", limit: 10, seconds: 60 }];
    const [, second] = await leaving(rates, many(2, aDeparture({ method: "PATCH", path: "/Groups/a", members: 50 })));
    expect(second).toBeGreaterThanOrEqual(60_000);
  });
});

describe("a bucket with a burst", () => {
  test.each([
    { limit: 180, seconds: 60, burst: 20 },
    { limit: 10, seconds: 1, burst: 1 },
    { limit: 25_000, seconds: 3600, burst: 100 },
  ])("of $limit in $seconds s, $burst at once, is used and never refused", async ({ limit, seconds, burst }) => {
    const perSecond = limit / seconds;
    const count = Math.ceil(burst + perSecond * 60);
    const times = await leaving([{ limit, seconds, burst }], many(count, aWrite), 50);
    expect(refusals(times, { perSecond, burst })).toBe(0);
    expect((times.at(-1) ?? 0) / 1000).toBeLessThanOrEqual((60 / 0.97) * 1.02 + 1);
  });
});

describe("the published limits of", () => {
  const ratesOf = (name: string) => profileByName(name)?.rates ?? [];

  test("Slack are two buckets for a write: of all writes, and of its endpoint", async () => {
    const create = aDeparture({ method: "POST", path: "/Users" });
    const change = aDeparture({ method: "PATCH", path: "/Users/u1" });
    const group = aDeparture({ method: "PATCH", path: "/Groups/g1" });
    const times = await leaving(
      ratesOf("slack"),
      [...many(100, create), ...many(100, change), ...many(100, group)],
      50,
    );
    const [creates, changes, groups] = [times.slice(0, 100), times.slice(100, 200), times.slice(200)];
    expect(refusals(creates, { perSecond: 3, burst: 20 })).toBe(0);
    expect(refusals(changes, { perSecond: 3, burst: 20 })).toBe(0);
    expect(refusals(groups, { perSecond: 3, burst: 80 })).toBe(0);
    expect(
      refusals(
        times.toSorted((a, b) => a - b),
        { perSecond: 10, burst: 180 },
      ),
    ).toBe(0);
    // 80 more than a bucket of 20 holds, at three a second.
    expect(Math.max(...times)).toBeLessThan(29_000);
  });

  test("Miro depend on the size of what is sent", async () => {
    const small = aDeparture({ method: "PATCH", path: "/Groups/g1", bytes: 200 });
    const large = aDeparture({ method: "PATCH", path: "/Groups/g1", bytes: 5000 });
    const times = await leaving(ratesOf("miro"), [...many(100, small), ...many(6, large)], 50);
    expect(Math.max(...times.slice(0, 105))).toBeLessThan(2_500);
    expect(times[105]).toBeGreaterThanOrEqual(30_000);
  });

  test("Zoom hold for a second and for a day", async () => {
    const times = await leaving(ratesOf("zoom"), many(200, aRead), 250);
    for (const [index, at] of times.entries()) expect(at - (times[index - 40] ?? -1000)).toBeGreaterThanOrEqual(1000);
    expect(ratesOf("zoom")).toContainEqual({ for: "all", limit: 60_000, seconds: 86_400 });
  });
});
