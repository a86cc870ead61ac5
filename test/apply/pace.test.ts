import { getEventListeners } from "node:events";
import { describe, expect, test } from "vitest";
import { crashCoolDown, openPacer, type PacerOptions } from "../../src/apply/pace.ts";
import type { Pace } from "../../src/connectors/pace.ts";
import type { Event } from "../../src/model/event.ts";
import { type BucketRule, BucketServer, drive } from "../support/bucket-server.ts";
import { aRead, aWrite } from "../support/departures.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { FakeDisk } from "../support/fake-disk.ts";

const statePath = "/state/pace.json";
const never = () => new AbortController().signal;

/** A pacer in virtual time whose timers are up to 1.5 ms late. */
async function aPacer(wish: Partial<PacerOptions> = {}, clock = new FakeClock()) {
  const late = [0, 0.4, 1.1, 0.2, 1.5, 0.9];
  let turn = 0;
  clock.lateness = () => late[turn++ % late.length] ?? 0;
  const events: Event[] = [];
  const pacer = await openPacer({ clock, overallPerSecond: 1000, emit: (event) => events.push(event), ...wish });
  return { clock, events, pacer };
}

/** Moments at which requests leave while so many workers ask for as long as it takes. */
async function departures(
  pace: Pace,
  clock: FakeClock,
  load: { workers: number; until: number },
): Promise<readonly number[]> {
  const times: number[] = [];
  const worker = async () => {
    while (clock.monotonic() < load.until) {
      await pace.take(aWrite, never());
      times.push(clock.monotonic());
    }
  };
  await Promise.all(Array.from({ length: load.workers }, worker));
  return times.filter((time) => time < load.until);
}

/** Requests that a server with a token bucket refuses; each arrives up to 10 ms after it left. */
function refusals(times: readonly number[], server: { perSecond: number; capacity: number }): number {
  let tokens = server.capacity;
  let last = 0;
  let refused = 0;
  const arrivals = times.map((time, index) => time + ((index * 7919) % 100) / 10).toSorted((a, b) => a - b);
  for (const arrival of arrivals) {
    tokens = Math.min(server.capacity, tokens + ((arrival - last) / 1000) * server.perSecond);
    last = arrival;
    if (tokens < 1) refused += 1;
    else tokens -= 1;
  }
  return refused;
}

function busiest(times: readonly number[], window: number): number {
  return Math.max(...times.map((start) => times.filter((time) => time >= start && time < start + window).length));
}

describe("a known limit", () => {
  test.each([
    { perSecond: 50, capacity: 5 },
    { perSecond: 50, capacity: 50 },
    { perSecond: 250, capacity: 25 },
    { perSecond: 10, capacity: 2 },
    { perSecond: 3, capacity: 2 },
  ])("of $perSecond/s with a bucket of $capacity is used to 98.5 % and never refused", async (server) => {
    const { clock, pacer } = await aPacer();
    const until = 20_000;
    const times = await clock.run(departures(pacer.forApplication("chat", server), clock, { workers: 8, until }));
    expect(times.length / ((server.perSecond * until) / 1000)).toBeGreaterThanOrEqual(0.985);
    expect(refusals(times, server)).toBe(0);
    expect(busiest(times, 1000)).toBeLessThanOrEqual(server.perSecond + 1);
  });

  test("is not made up for after a pause", async () => {
    const { clock, pacer } = await aPacer();
    const pace = pacer.forApplication("chat", { perSecond: 50 });
    await clock.run(pace.take(aRead, never()));
    await clock.advance(10_000);
    const times = await clock.run(departures(pace, clock, { workers: 8, until: 11_000 }));
    expect(busiest(times, 100)).toBeLessThanOrEqual(6);
  });

  test("is one for reads and writes, and for everybody who asks for the application", async () => {
    const { clock, pacer } = await aPacer();
    const limits = { perSecond: 10 };
    const takes = Promise.all([
      pacer.forApplication("chat", limits).take(aRead, never()),
      pacer.forApplication("chat", limits).take(aWrite, never()),
      pacer.forApplication("chat", limits).take(aRead, never()),
    ]);
    await clock.run(takes);
    expect(clock.monotonic()).toBeGreaterThan(190);
  });
});

describe("the limit over all applications", () => {
  test("holds, is used, and is shared fairly", async () => {
    const { clock, pacer } = await aPacer({ overallPerSecond: 100 });
    const until = 10_000;
    const runs = ["a", "b", "c"].map((name) =>
      departures(pacer.forApplication(name, { perSecond: 50 }), clock, { workers: 8, until }),
    );
    const each = await clock.run(Promise.all(runs));
    const all = each.flat().toSorted((a, b) => a - b);
    expect(all.length / 1000).toBeGreaterThanOrEqual(0.98);
    expect(busiest(all, 1000)).toBeLessThanOrEqual(101);
    for (const times of each) {
      expect(times.length / all.length).toBeGreaterThan(0.3);
      expect(busiest(times, 1000)).toBeLessThanOrEqual(51);
    }
  });

  test("is not used up by a slow application that has much to do", async () => {
    const { clock, pacer } = await aPacer({ overallPerSecond: 60 });
    const until = 5000;
    const slow = departures(pacer.forApplication("slow", { perSecond: 1 }), clock, { workers: 50, until });
    const fast = departures(pacer.forApplication("fast", { perSecond: 50 }), clock, { workers: 4, until });
    const [, times] = await clock.run(Promise.all([slow, fast]));
    expect(times.length / 250).toBeGreaterThanOrEqual(0.95);
  });
});

describe("an application that asks to wait", () => {
  const limits = { perSecond: 50 };

  test("is not called before the time, and the others are", async () => {
    const { clock, pacer } = await aPacer();
    const chat = pacer.forApplication("chat", limits);
    await chat.hold(clock.now() + 30_000);
    const other = departures(pacer.forApplication("wiki", limits), clock, { workers: 2, until: 1000 });
    const held = departures(chat, clock, { workers: 8, until: 31_000 });
    const [free, waited] = await clock.run(Promise.all([other, held]));
    expect(free.length).toBeGreaterThan(45);
    expect(Math.min(...waited)).toBeGreaterThanOrEqual(30_000);
    expect(busiest(waited, 100)).toBeLessThanOrEqual(6);
  });

  test("is obeyed by requests that wait already", async () => {
    const { clock, pacer } = await aPacer();
    const pace = pacer.forApplication("chat", { perSecond: 10 });
    const times = departures(pace, clock, { workers: 4, until: 9000 });
    await clock.advance(250);
    await pace.hold(clock.now() + 5000);
    const left = await clock.run(times);
    expect(left.filter((time) => time > 250 && time < 5250)).toEqual([]);
    expect(left.some((time) => time >= 5250)).toBe(true);
  });

  test("is obeyed by the next process too, and then no more", async () => {
    const disk = new FakeDisk();
    const first = await aPacer({ disk, statePath });
    await first.pacer.forApplication("chat", limits).hold(first.clock.now() + 60_000);
    disk.crash();
    const second = await aPacer({ disk, statePath }, new FakeClock("2026-11-23T09:00:20Z"));
    const pace = second.pacer.forApplication("chat", limits);
    await second.clock.run(pace.take(aRead, never()));
    expect(second.clock.monotonic()).toBeGreaterThanOrEqual(40_000);
    expect(second.clock.monotonic()).toBeLessThan(40_010);
    const third = await aPacer({ disk, statePath }, new FakeClock("2026-11-23T09:01:00Z"));
    await third.clock.run(third.pacer.forApplication("chat", limits).take(aRead, never()));
    expect(third.clock.monotonic()).toBeLessThan(5);
  });

  test("is remembered beside others that ask at the same time", async () => {
    const disk = new FakeDisk();
    const { clock, pacer } = await aPacer({ disk, statePath });
    const until = clock.now() + 10_000;
    await Promise.all(["a", "b", "c"].map((name) => pacer.forApplication(name, limits).hold(until)));
    await pacer.forApplication("a", limits).hold(until - 5000);
    const next = await aPacer({ disk, statePath });
    const takes = ["a", "b", "c"].map(async (name) => {
      await next.pacer.forApplication(name, limits).take(aRead, never());
      return next.clock.monotonic();
    });
    for (const time of await next.clock.run(Promise.all(takes))) expect(time).toBeGreaterThanOrEqual(10_000);
  });

  test("is obeyed also when it cannot be written down, and that is said", async () => {
    const disk = new FakeDisk();
    const { clock, pacer } = await aPacer({ disk, statePath });
    const pace = pacer.forApplication("chat", limits);
    disk.space = 0;
    await expect(pace.hold(clock.now() + 2000)).rejects.toThrow("ENOSPC");
    await clock.run(pace.take(aRead, never()));
    expect(clock.monotonic()).toBeGreaterThanOrEqual(2000);
  });

  test("is announced once", async () => {
    const { clock, events, pacer } = await aPacer();
    const pace = pacer.forApplication("chat", limits);
    await pace.hold(clock.now() + 30_000);
    await clock.run(Promise.all([1, 2, 3].map(() => pace.take(aWrite, never()))));
    expect(events).toEqual([
      { kind: "waiting", application: "chat", milliseconds: 30_000, reason: "the application asked to wait" },
    ]);
  });

  test("in a file that cannot be understood stops the run", async () => {
    const learnt = [{ chat: 50 }, { chat: { perSecond: 0, at: 1 } }, { chat: { perSecond: 1 } }, []];
    const wrong = learnt.map((estimates) => JSON.stringify({ holds: {}, learnt: estimates }));
    for (const text of ["", "{}", '{"holds":{"chat":"soon"}}', ...wrong]) {
      const disk = new FakeDisk();
      await disk.write(statePath, Buffer.from(text));
      await expect(aPacer({ disk, statePath })).rejects.toMatchObject({ code: "input-invalid" });
    }
  });
});

describe("a request that waits", () => {
  test("is let go when its signal aborts, and takes nobody's turn", async () => {
    const { clock, pacer } = await aPacer();
    const pace = pacer.forApplication("chat", { perSecond: 1 });
    const stop = new AbortController();
    await clock.run(pace.take(aRead, never()));
    const given = pace.take(aRead, stop.signal);
    const next = pace.take(aRead, never());
    stop.abort(new Error("enough"));
    await expect(given).rejects.toThrow("enough");
    await expect(pace.take(aRead, stop.signal)).rejects.toThrow("enough");
    await clock.run(next);
    expect(clock.monotonic()).toBeLessThan(1030);
  });

  test("is refused when the pacer closes, and nothing sleeps on", async () => {
    const { clock, pacer } = await aPacer();
    const pace = pacer.forApplication("chat", { perSecond: 1 });
    await clock.run(pace.take(aRead, never()));
    const waiting = pace.take(aRead, never());
    await pacer.close();
    await expect(waiting).rejects.toMatchObject({ code: "aborted" });
    expect(clock.sleeping).toBe(0);
  });
});

describe("after a crash", () => {
  test("an application is left alone for two seconds, whether it is open yet or not, and the others are not", async () => {
    const { clock, pacer } = await aPacer();
    const limits = { perSecond: 50 };
    const open = pacer.forApplication("open", limits);
    for (const name of ["open", "later"]) pacer.coolDown(name);
    const later = pacer.forApplication("later", limits);
    const times = [open, later, pacer.forApplication("other", limits)].map(async (pace) => {
      await pace.take(aRead, never());
      return clock.monotonic();
    });
    const [first, second, other] = await clock.run(Promise.all(times));
    expect(first).toBeGreaterThanOrEqual(crashCoolDown);
    expect(second).toBeGreaterThanOrEqual(crashCoolDown);
    expect(other).toBeLessThan(5);
  });

  test("a cool-down never shortens what an application asked for", async () => {
    const { clock, pacer } = await aPacer();
    const pace = pacer.forApplication("chat", { perSecond: 50 });
    await pace.hold(clock.now() + 30_000);
    pacer.coolDown("chat", 1000);
    await clock.run(pace.take(aRead, never()));
    expect(clock.monotonic()).toBeGreaterThanOrEqual(30_000);
  });
});

describe("by default", () => {
  test("at most 250 requests a second leave, and never more than 100 within 100 ms", async () => {
    const { clock, pacer } = await aPacer({ overallPerSecond: 250 });
    const names = Array.from({ length: 12 }, (_, index) => `app-${index}`);
    const runs = names.map((name) =>
      departures(pacer.forApplication(name, { perSecond: 50 }), clock, { workers: 8, until: 5000 }),
    );
    const times = (await clock.run(Promise.all(runs))).flat().toSorted((a, b) => a - b);
    expect(times.length / 1250).toBeGreaterThanOrEqual(0.985);
    expect(busiest(times, 1000)).toBeLessThanOrEqual(252);
    expect(busiest(times, 100)).toBeLessThanOrEqual(30);
  });
});

describe("an application that is not up to its limit", () => {
  const limits = { perSecond: 50, concurrency: 8 };
  const healthy = { perSecond: 1000, capacity: 1000 };

  async function acceptedBy(wish: Partial<BucketRule>, until = 10_000) {
    const { clock, pacer } = await aPacer();
    const server = new BucketServer(clock, { ...healthy, ...wish });
    const pace = pacer.forApplication("chat", limits);
    await clock.run(drive({ pace, clock, server }, { until, workers: 64 }));
    const before = server.accepted;
    server.rule = healthy;
    await clock.run(drive({ pace, clock, server }, { until: clock.monotonic() + 20_000, workers: 64 }));
    return { troubled: before, after: server.accepted - before };
  }

  test("because it answers 503 is called less and less, and at its limit again when it is well", async () => {
    const { troubled, after } = await acceptedBy({ status: () => 503 });
    expect(troubled).toBeLessThan(500 / 3);
    expect(after).toBeGreaterThan(0.5 * 1000);
  });

  test("because its answers take longer and longer is called less", async () => {
    let answers = 0;
    const takes = () => {
      answers += 1;
      return answers < 100 ? 20 : 1200;
    };
    const { troubled, after } = await acceptedBy({ takes });
    expect(troubled).toBeLessThan(0.75 * 500);
    expect(after).toBeGreaterThan(0.5 * 1000);
  });

  test("is called as before when one request of many fails", async () => {
    let answers = 0;
    const status = () => {
      answers += 1;
      return answers % 400 === 0 ? 500 : 204;
    };
    const { troubled } = await acceptedBy({ status });
    expect(troubled).toBeGreaterThan(0.85 * 500);
  });
});

describe("an application that tells what is left of its limit", () => {
  test("is called less near its end, and is not refused", async () => {
    const { clock, pacer } = await aPacer();
    const server = new BucketServer(clock, { perSecond: 20, capacity: 200, window: 10 });
    const pace = pacer.forApplication("chat", { perSecond: 50, concurrency: 8 });
    await clock.run(drive({ pace, clock, server }, { until: 60_000, workers: 8 }));
    expect(server.refused).toBe(0);
    expect(server.accepted / 1200).toBeGreaterThanOrEqual(0.95);
  });
});

test("closing leaves nothing behind on a signal that lives on", async () => {
  const stop = new AbortController();
  const { clock, pacer } = await aPacer();
  const pace = pacer.forApplication("chat", { perSecond: 1 });
  await clock.run(pace.take(aRead, stop.signal));
  await pacer.close();
  expect(getEventListeners(stop.signal, "abort")).toEqual([]);
});
