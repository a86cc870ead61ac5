import { describe, expect, test } from "vitest";
import { openPacer } from "../../src/apply/pace.ts";
import type { ApplicationLimits } from "../../src/apply/queue.ts";
import { type BucketRule, BucketServer, drive } from "../support/bucket-server.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { FakeDisk } from "../support/fake-disk.ts";

const statePath = "/state/pace.json";
const learns = { perSecond: 50, concurrency: 32, learns: true };

/** One run against a server, and what the server counted. */
async function run(rule: BucketRule, wish: Partial<Run> = {}) {
  const { disk = new FakeDisk(), clock = new FakeClock(), limits = learns, seconds = 30, ...rest } = wish;
  const late = [0, 0.4, 1.1, 0.2, 1.5, 0.9];
  let turn = 0;
  clock.lateness = () => late[turn++ % late.length] ?? 0;
  const pacer = await openPacer({ clock, disk, statePath, overallPerSecond: rest.overall ?? 1000 });
  const pace = pacer.forApplication("chat", limits);
  const server = new BucketServer(clock, rule);
  rest.meanwhile?.(server, clock);
  const start = clock.monotonic();
  await clock.run(drive({ pace, clock, server }, { until: start + seconds * 1000 }));
  await pacer.close();
  expect(clock.sleeping).toBe(0);
  const { accepted, refused, early } = server;
  const used = accepted / (rule.perSecond * ((clock.monotonic() - start) / 1000));
  return { used, refused, early, accepted, refusedShare: refused / (accepted + refused), disk, clock };
}

interface Run {
  readonly disk: FakeDisk;
  readonly clock: FakeClock;
  readonly limits: ApplicationLimits;
  readonly seconds: number;
  readonly overall: number;
  readonly meanwhile: (server: BucketServer, clock: FakeClock) => void;
}

describe.each([
  { perSecond: 50, capacity: 5 },
  { perSecond: 50, capacity: 50 },
  { perSecond: 250, capacity: 25 },
  { perSecond: 250, capacity: 250 },
])("a limit of $perSecond/s with a bucket of $capacity", (rule) => {
  const mostRefused = rule.capacity >= rule.perSecond ? 0.04 : 0.01;

  test("that nobody knows is found, used to 92 % over 30 seconds, and known to the next run", async () => {
    const first = await run(rule);
    expect(first.used).toBeGreaterThanOrEqual(0.92);
    expect(first.refusedShare).toBeLessThanOrEqual(mostRefused);
    first.disk.crash();
    const next = await run(rule, { ...first, seconds: 20 });
    expect(next.used).toBeGreaterThanOrEqual(0.985);
    expect(next.refused).toBe(0);
  });

  test.each([0, 0.3, 1, 3])("is found, too, where requests are always %d ms on the way", async (way) => {
    const near = { ...rule, travels: () => way };
    const first = await run(near);
    expect(first.used).toBeGreaterThanOrEqual(0.92);
    expect(first.refusedShare).toBeLessThanOrEqual(mostRefused);
    const next = await run(near, { ...first, seconds: 20 });
    expect(next.used).toBeGreaterThanOrEqual(0.985);
    expect(next.refused).toBe(0);
  });

  test("that is known is used to 98.5 % and never refused", async () => {
    const { used, refused } = await run(rule, { limits: { perSecond: rule.perSecond }, seconds: 15 });
    expect(used).toBeGreaterThanOrEqual(0.985);
    expect(refused).toBe(0);
  });
});

describe("learning", () => {
  test.each([
    { perSecond: 5, capacity: 5 },
    { perSecond: 20, capacity: 2 },
    { perSecond: 130, capacity: 40 },
    { perSecond: 900, capacity: 90 },
  ])("finds $perSecond/s with a bucket of $capacity too", async (rule) => {
    const first = await run(rule);
    expect(first.used).toBeGreaterThanOrEqual(0.85);
    const next = await run(rule, first);
    expect(next.used).toBeGreaterThanOrEqual(0.95);
    expect(next.used).toBeLessThanOrEqual(1.1);
    expect(next.refusedShare).toBeLessThanOrEqual(0.02);
  });

  test("starts anew when a limit has become smaller", async () => {
    const { disk, clock } = await run({ perSecond: 200, capacity: 20 });
    const smaller = { perSecond: 80, capacity: 8 };
    await run(smaller, { disk, clock });
    const next = await run(smaller, { disk, clock });
    expect(next.used).toBeGreaterThanOrEqual(0.97);
    expect(next.refusedShare).toBeLessThanOrEqual(0.005);
  });

  test("does not wait for the end of a run: a limit that shrinks meanwhile is found", async () => {
    const rule = { perSecond: 200, capacity: 20 };
    const shrink = (server: BucketServer, clock: FakeClock) => {
      const halve = () => {
        server.rule = { ...rule, perSecond: 100 };
      };
      void clock.sleep(15_000).then(halve);
    };
    const { accepted, refusedShare } = await run(rule, { meanwhile: shrink });
    expect(accepted / 4500).toBeGreaterThanOrEqual(0.9);
    expect(refusedShare).toBeLessThanOrEqual(0.04);
  });

  test("of a week ago is forgotten: the limit may have grown", async () => {
    const { disk } = await run({ perSecond: 40, capacity: 4 });
    const clock = new FakeClock("2026-12-01T09:00:00Z");
    const { used } = await run({ perSecond: 200, capacity: 20 }, { disk, clock });
    expect(used).toBeGreaterThanOrEqual(0.9);
  });

  test("never calls inside a Retry-After, and still finds most of the limit", async () => {
    const rule = { perSecond: 50, capacity: 25, retryAfter: 1 };
    const first = await run(rule);
    expect(first.early).toBe(0);
    const next = await run(rule, first);
    expect(next.used).toBeGreaterThanOrEqual(0.85);
    expect(next.refusedShare).toBeLessThanOrEqual(0.01);
  });

  test("believes an application that tells what is left, and is not refused by it", async () => {
    const { used, refused } = await run({ perSecond: 50, capacity: 500, window: 10 }, { seconds: 40 });
    expect(refused).toBe(0);
    expect(used).toBeGreaterThanOrEqual(0.92);
  });

  test("ends at the limit over all applications where there is no other", async () => {
    const { accepted, refused } = await run({ perSecond: 100_000, capacity: 100_000 }, { overall: 250 });
    expect(refused).toBe(0);
    expect(accepted).toBeLessThanOrEqual(250 * 30 + 2);
    expect(accepted).toBeGreaterThanOrEqual(0.92 * 250 * 30);
  });

  test("does not take a lack of work for room to grow", async () => {
    const slow = { perSecond: 500, capacity: 50, takes: () => 1000 };
    const { disk } = await run(slow);
    expect(new TextDecoder().decode((await disk.read(statePath)) ?? new Uint8Array())).not.toContain("perSecond");
  });
});
