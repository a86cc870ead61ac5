import { describe, expect, test } from "vitest";
import { type SeatReportInput, seatReport } from "../../src/plan/seat-report.ts";
import { aHolder, aMove, aReportInput } from "../support/a-seat-report.ts";
import { aPerson, aPool } from "../support/people.ts";
import { aSeatSummary, aWaiting } from "../support/plan.ts";

const people = new Map(
  [
    aPerson({ id: "e1", attributes: { department: "Sales", location: "eu" } }),
    aPerson({ id: "e2", attributes: { department: "Design", location: "eu" } }),
    aPerson({ id: "e3", attributes: { location: "eu" } }),
  ].map((person) => [person.id, person]),
);
const onePool = (wish: Partial<SeatReportInput> = {}) => {
  const report = seatReport(aReportInput({ people, ...wish }));
  const [pool] = report.pools;
  if (pool === undefined) throw new Error("the pool is not known");
  return { ...report, pool };
};
const holding = (...holders: readonly ReturnType<typeof aHolder>[]) => new Map([["ide", holders]]);
const row = (location: string, quota: number, usedBefore: number, usedAfter = usedBefore) =>
  aSeatSummary({ location, quota, usedBefore, usedAfter });

describe("compliance", () => {
  test.each([
    [0, 10, "within"],
    [8, 10, "within"],
    [9, 10, "nearly-full"],
    [10, 10, "full"],
    [11, 10, "over-quota"],
    [0, 0, "within"],
    [1, 0, "over-quota"],
  ] as const)("of %i used of %i is %s", (used, quota, compliance) => {
    const { pool } = onePool({
      seats: [row("eu", quota, used)],
      pools: [aPool({ quota: { eu: quota }, overflow: 0 })],
    });
    expect(pool.locations[0]?.now.compliance).toBe(compliance);
    expect(pool.now.compliance).toBe(compliance);
  });

  test("goes by the pool's own threshold", () => {
    const pools = [aPool({ alertAt: 0.5, overflow: 0 })];
    expect(onePool({ pools, seats: [row("eu", 10, 5)] }).pool.now.compliance).toBe("nearly-full");
  });

  test("of a pool is over quota with one location that is, though another has free seats", () => {
    const pools = [aPool({ quota: { eu: 5, us: 5 }, overflow: 0 })];
    const { pool } = onePool({ pools, seats: [row("eu", 5, 7), row("us", 5, 1)] });
    expect(pool.now).toEqual({ used: 8, free: 4, over: 2, compliance: "over-quota" });
  });
});

describe("the locations of a pool", () => {
  test("come by name with the overflow last, which is left out where there is none", () => {
    const seats = [row("global", 2, 0), row("us", 3, 0), row("eu", 5, 0)];
    const pools = [aPool({ quota: { eu: 5, us: 3 } })];
    expect(onePool({ pools, seats }).pool.locations.map(({ location }) => location)).toEqual(["eu", "us", "global"]);
    const without = [row("global", 0, 0), row("eu", 10, 0)];
    const none = onePool({ pools: [aPool({ overflow: 0 })], seats: without });
    expect(none.pool.locations.map(({ location }) => location)).toEqual(["eu"]);
  });

  test("say how many wait for them", () => {
    const waiting = [aWaiting({ location: "eu" }), aWaiting({ person: "e9", location: "eu", place: 2 })];
    const { pool, waiting: list } = onePool({ waiting: waiting.toReversed() });
    expect(pool.locations.map((each) => each.waiting)).toEqual([2, 0]);
    expect(pool.waiting).toBe(2);
    expect(list.map(({ place }) => place)).toEqual([1, 2]);
  });
});

describe("a pool of which the application does not tell", () => {
  test("is named, and counted nowhere", () => {
    const report = seatReport(
      aReportInput({ holders: new Map(), seats: [], placed: new Map([["ide", ["e1"]]]), people }),
    );
    expect(report).toMatchObject({ pools: [], departments: [], totals: [] });
    expect(report.unknown).toEqual([{ pool: "ide", application: "ide-vendor", quota: 12 }]);
  });
});

describe("cost", () => {
  const seats = [row("eu", 10, 3, 4), row("global", 2, 0)];
  const holders = holding(aHolder("e1"), aHolder("e2", { isActive: false }), aHolder("e3"));

  test("is by the month: used, bought, and bought and unused", () => {
    const pools = [aPool({ cost: { perSeat: 20, currency: "EUR", every: "month" } })];
    expect(onePool({ pools, seats, holders }).pool.cost).toEqual({
      ...{ currency: "EUR", bought: 240, used: 60, usedAfter: 80, unused: 180, disabled: 20, outside: 0 },
    });
  });

  test("of a yearly price is a twelfth, and twelve of them are the year again", () => {
    const pools = [aPool({ cost: { perSeat: 100, currency: "EUR", every: "year" } })];
    const { pool } = onePool({ pools, seats, holders });
    expect(pool.perSeat).toBeCloseTo(8.3333, 3);
    expect((pool.cost?.used ?? 0) * 12).toBe(300);
  });

  test("is not made up where the file names no price", () => {
    expect(onePool({ seats, holders })).toMatchObject({ pool: { cost: null, perSeat: null }, totals: [] });
  });

  test("of two currencies is never added", () => {
    const cost = (currency: string) => ({ perSeat: 10, currency, every: "month" as const });
    const pools = ["a", "b", "c"].map((name, index) =>
      aPool({ name, quota: { eu: 1 }, overflow: 0, cost: cost(index === 1 ? "USD" : "EUR") }),
    );
    const report = seatReport(
      aReportInput({
        pools,
        people,
        seats: pools.map(({ name }) => aSeatSummary({ pool: name, quota: 1, usedBefore: 1, usedAfter: 1 })),
        holders: new Map(pools.map(({ name }) => [name, [aHolder("e1")]])),
        placed: new Map(pools.map(({ name }) => [name, ["e1"]])),
      }),
    );
    expect(report.totals.map(({ currency, used }) => [currency, used])).toEqual([
      ["EUR", 20],
      ["USD", 10],
    ]);
    expect(report.departments).toMatchObject([
      {
        department: "Sales",
        now: 3,
        costs: [
          { currency: "EUR", used: 20 },
          { currency: "USD", used: 10 },
        ],
      },
    ]);
  });
});

describe("departments", () => {
  test("count who sits now and who will; what is not on the roster, or has none, comes last", () => {
    const stranger = aHolder("", { person: null, account: "x", origin: "outside" });
    const leaving = aHolder("", { person: null, account: "y", origin: "leaving" });
    const report = onePool({
      holders: holding(aHolder("e1"), aHolder("e3"), stranger, leaving),
      placed: new Map([["ide", ["e1", "e2"]]]),
    });
    expect(report.departments.map(({ department, now, after }) => [department, now, after])).toEqual([
      ["Design", 0, 1],
      ["Sales", 1, 1],
      [null, 3, 1],
    ]);
  });
});

describe("waste", () => {
  test("is what is unused, what disabled accounts hold, and what was given outside Rollcall", () => {
    const disabled = aHolder("e2", { isActive: false });
    const stranger = aHolder("", { person: null, account: "x", userName: "x", isActive: null, origin: "outside" });
    const { waste } = onePool({ holders: holding(aHolder("e1"), disabled, stranger), seats: [row("eu", 10, 3)] }).pool;
    expect(waste).toEqual({ unused: 7, disabled: [disabled], outside: [stranger], idle: null });
  });

  const holders = holding(aHolder("e1"), aHolder("e2"), aHolder("e3"));
  const lastUse = (...seen: readonly (readonly [string, string | null])[]) => new Map([["ide-vendor", new Map(seen)]]);

  test("by last use is said only where somebody knows of the application", () => {
    expect(onePool({ holders, lastUse: new Map() }).pool.waste.idle).toBeNull();
    expect(onePool({ holders, lastUse: new Map([["ide-vendor", null]]) }).pool.waste.idle).toBeNull();
    expect(onePool({ holders, lastUse: new Map([["chat", new Map()]]) }).pool.waste.idle).toBeNull();
  });

  test("by last use calls nobody idle of whom nothing is known", () => {
    const { waste } = onePool({
      holders,
      lastUse: lastUse(["e1", "2026-01-01T00:00:00Z"], ["e2", "2026-11-28T00:00:00Z"]),
    }).pool;
    expect(waste.idle).toEqual({ days: 90, unknown: 1, seats: [{ person: "e1", lastUse: "2026-01-01T00:00:00Z" }] });
  });

  test("by last use counts who has never signed in from the day on which they began", () => {
    const idle = (start: string | null) =>
      onePool({
        holders: holding(aHolder("e1")),
        people: new Map([["e1", aPerson({ id: "e1", start })]]),
        lastUse: lastUse(["e1", null]),
      }).pool.waste.idle?.seats;
    expect(idle("2026-11-01T00:00:00Z")).toEqual([]);
    expect(idle("2026-01-01T00:00:00Z")).toEqual([{ person: "e1", lastUse: null }]);
    expect(idle(null)).toEqual([{ person: "e1", lastUse: null }]);
  });

  test("by last use takes the pool's own days where it reclaims", () => {
    const reclaim = { unusedFor: 10 * 86_400_000, grace: 0, except: [] };
    const { waste } = onePool({
      holders,
      pools: [aPool({ reclaim })],
      lastUse: lastUse(["e1", "2026-11-19T09:00:00Z"]),
    }).pool;
    expect(waste.idle).toMatchObject({ days: 10, seats: [{ person: "e1" }] });
  });
});

test("the trend of a pool is made of its own moves", () => {
  const moves = [aMove(1), aMove(1, { whose: "e9", pool: "crm" }), aMove(1, { whose: "e8", application: "old" })];
  const { pool } = onePool({ seats: [row("eu", 10, 4)], history: { from: aMove(2).at, moves } });
  expect(pool.trend.points.map(({ used }) => used)).toEqual([3, 4, 4]);
});

test("the order of what comes in is irrelevant", () => {
  const input = aReportInput({
    people,
    pools: ["b", "a"].map((name) => aPool({ name })),
    seats: ["b", "a"].flatMap((pool) => ["global", "eu"].map((location) => aSeatSummary({ pool, location }))),
    holders: new Map(["b", "a"].map((pool) => [pool, [aHolder("e1"), aHolder("e2")]])),
    placed: new Map([["a", ["e1", "e2", "e3"]]]),
  });
  const turned = { ...input, pools: input.pools.toReversed(), holders: new Map([...input.holders].reverse()) };
  expect(seatReport({ ...turned, seats: input.seats })).toEqual(seatReport(input));
});
