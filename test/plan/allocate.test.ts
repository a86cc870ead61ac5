import { describe, expect, test } from "vitest";
import type { Holding } from "../../src/model/holding.ts";
import type { Person } from "../../src/model/person.ts";
import type { LicensePool } from "../../src/model/pool.ts";
import { allocate } from "../../src/plan/allocate.ts";
import type { SeatsTaken } from "../../src/plan/seat-summary.ts";
import { aPerson, aPool } from "../support/people.ts";

interface Wish {
  readonly pool?: LicensePool;
  readonly demands: readonly Person[];
  readonly others?: readonly Person[];
  readonly sitting?: readonly string[];
  readonly taken?: Partial<SeatsTaken>;
  readonly roles?: Readonly<Record<string, string>>;
}

const at = (location: string, id: string, start: string | null = null) =>
  aPerson({ id, start, attributes: { location, department: "Engineering" } });

function allocated({ pool = aPool(), demands, others = [], sitting = [], taken = {}, roles = {} }: Wish) {
  const holdings = Object.entries(roles).map(([id, role]): [string, readonly Holding[]] => [
    id,
    [{ role, because: [] }],
  ]);
  const allocation = allocate({
    pools: [pool],
    demands: demands.map((person) => ({ person, pool: pool.name, because: [] })),
    holdings: new Map(holdings),
    people: new Map([...demands, ...others].map((person) => [person.id, person])),
    live: new Map([[pool.name, { people: new Set(sitting), outside: 0, leaving: 0, ...taken }]]),
    poolsBefore: null,
  });
  return {
    seats: Object.fromEntries([...(allocation.seats.get(pool.name) ?? [])].map(([id, seat]) => [id, seat.location])),
    ineligible: [...(allocation.ineligible.get(pool.name) ?? [])],
    reasons: allocation.waiting.map(({ reason }) => reason),
    waiting: allocation.waiting.map(({ person, place, location }) => [person, place, location]),
    used: allocation.summaries.map(({ location, quota, usedBefore, usedAfter }) => [
      location,
      quota,
      usedBefore,
      usedAfter,
    ]),
  };
}

describe("seats", () => {
  const pool = aPool({ quota: { eu: 1, us: 1 }, overflow: 1 });

  test("come from the own location, then from the overflow, never from another location", () => {
    const { seats, waiting } = allocated({
      pool,
      demands: [at("eu", "e1"), at("eu", "e2"), at("eu", "e3"), at("us", "e4")],
    });
    expect(seats).toEqual({ e1: "eu", e2: "global", e4: "us" });
    expect(waiting).toEqual([["e3", 1, "eu"]]);
  });

  test("that a reserve was granted go to the next in line, and back from the end of it when they are over", () => {
    const demands = [at("eu", "e1"), at("eu", "e2"), at("apac", "e3"), at("apac", "e4")];
    const granted = { ...pool, granted: 1 };
    expect(allocated({ pool: granted, demands, sitting: ["e1", "e2"] })).toMatchObject({
      seats: { e1: "eu", e2: "global", e3: "global" },
      waiting: [["e4", 1, "global"]],
      used: expect.arrayContaining([["global", 2, 1, 2]]),
    });
    expect(allocated({ pool, demands, sitting: ["e1", "e2", "e3"] })).toMatchObject({
      seats: { e1: "eu", e2: "global" },
      waiting: [
        ["e3", 1, "global"],
        ["e4", 2, "global"],
      ],
    });
  });

  test("come from the overflow alone for a location without a quota", () => {
    const demands = [at("apac", "e1"), at("constructor", "e2"), aPerson({ id: "e3", attributes: {} })];
    const { seats, waiting } = allocated({ pool, demands });
    expect(seats).toEqual({ e1: "global" });
    expect(waiting).toEqual([
      ["e2", 1, "global"],
      ["e3", 2, "global"],
    ]);
  });

  test("come from another location where the own one fails over to it, and whoever waits is told of all", () => {
    const wish = { ...pool, failover: { eu: ["us"] } };
    const demands = ["e1", "e2", "e3", "e4"].map((id) => at("eu", id));
    const { seats, waiting, reasons } = allocated({ pool: wish, demands });
    expect(seats).toEqual({ e1: "eu", e2: "global", e3: "us" });
    expect(waiting).toEqual([["e4", 1, "eu"]]);
    expect(reasons).toEqual(["all seats of eu, of the overflow and of us are taken"]);
  });

  test("that are taken are counted where a seat is found for them, and what is too many with the overflow", () => {
    const wish = { ...pool, failover: { eu: ["us"] } };
    const demands = ["e1", "e2", "e3", "e4"].map((id) => at("eu", id));
    const { used } = allocated({ pool: wish, demands, sitting: ["e1", "e2", "e3", "e4"] });
    expect(used).toEqual([
      ["eu", 1, 1, 1],
      ["us", 1, 1, 1],
      ["global", 1, 2, 1],
    ]);
  });

  test("go first to those whose status the priority names", () => {
    const wish = { ...pool, priority: [{ kind: "attribute", attribute: "status", value: "active" } as const] };
    const demands = [aPerson({ id: "e1", status: "leave" }), aPerson({ id: "e2" }), aPerson({ id: "e3" })];
    expect(allocated({ pool: wish, demands }).seats).toEqual({ e2: "eu", e3: "global" });
  });

  test("go to nobody whom none of the rows of `eligible` describes, and who sits there is no exception", () => {
    const eligible = [{ department: ["Design"] }, { location: ["us"], kind: ["employee"] }];
    const demands = [at("eu", "e1"), at("us", "e2"), at("us", "e3")];
    const { seats, waiting, ineligible } = allocated({ pool: { ...pool, eligible }, demands, sitting: ["e1"] });
    expect(seats).toEqual({ e2: "us", e3: "global" });
    expect(waiting).toEqual([]);
    expect(ineligible).toEqual(["e1"]);
  });

  test("are counted by another attribute where the pool says so", () => {
    const byKind = aPool({ quotaBy: "kind", quota: { contractor: 1 }, overflow: 0 });
    const demands = [at("eu", "e1"), aPerson({ id: "e2", kind: "contractor" })];
    expect(allocated({ pool: byKind, demands }).seats).toEqual({ e2: "contractor" });
  });

  test("are not given at all in a pool that could not be read", () => {
    const demands = [{ person: at("eu", "e1"), pool: "ide", because: [] }];
    const allocation = allocate({
      pools: [pool],
      demands,
      holdings: new Map(),
      people: new Map(),
      live: new Map(),
      poolsBefore: null,
    });
    expect(allocation).toEqual({ seats: new Map(), waiting: [], ineligible: new Map(), summaries: [] });
  });
});

describe("the order of a queue", () => {
  const pool = aPool({
    quota: { eu: 1 },
    overflow: 0,
    priority: [
      { kind: "role", role: "lead" },
      { kind: "attribute", attribute: "department", value: "Design" },
    ],
  });
  const designer = aPerson({
    id: "e9",
    start: "2026-01-01T00:00:00Z",
    attributes: { location: "eu", department: "Design" },
  });
  const first = (demands: readonly Person[], rest: Partial<Wish> = {}) =>
    Object.keys(allocated({ pool, demands, ...rest }).seats)[0];

  test("is the rank, first of all", () => {
    expect(first([at("eu", "e1"), designer])).toBe("e9");
    expect(first([at("eu", "e1"), designer], { roles: { e1: "lead" } })).toBe("e1");
  });

  test("is then who sits there already", () => {
    expect(
      first([at("eu", "e1", "2020-01-01T00:00:00Z"), at("eu", "e2", "2021-01-01T00:00:00Z")], { sitting: ["e2"] }),
    ).toBe("e2");
  });

  test("is then the earlier start, before it the open one, then the id", () => {
    expect(first([at("eu", "e1", "2021-01-01T00:00:00Z"), at("eu", "e2", "2020-01-01T00:00:00Z")])).toBe("e2");
    expect(first([at("eu", "e1", "2021-01-01T00:00:00Z"), at("eu", "e2")])).toBe("e2");
    expect(first([at("eu", "e2"), at("eu", "e10")])).toBe("e10");
  });

  test("never lets equal rank displace, and lets higher rank", () => {
    const sitting = ["e5"];
    expect(first([at("eu", "e1"), at("eu", "e5")], { sitting })).toBe("e5");
    expect(first([designer, at("eu", "e5")], { sitting })).toBe("e9");
  });
});

describe("a protected seat", () => {
  const start = "2020-01-01T00:00:00Z";
  const rows = [{ kind: ["service"] }, { department: ["Operations"] }];
  const ranked = { priority: [{ kind: "attribute", attribute: "department", value: "Engineering" }] } as const;
  const pool = aPool({ quota: { eu: 1 }, overflow: 0, protected: rows, ...ranked });
  const service = aPerson({ id: "e9", kind: "service", attributes: { location: "eu" } });
  const demands = [at("eu", "e1", start), at("eu", "e2"), service];

  test("is the last that a smaller quota takes, whatever the rank of the others", () => {
    expect(allocated({ pool, demands, sitting: ["e1", "e2", "e9"] }).seats).toEqual({ e9: "eu" });
    expect(allocated({ pool: { ...pool, protected: [] }, demands, sitting: ["e1", "e2", "e9"] }).seats).toEqual({
      e2: "eu",
    });
  });

  test("is no right to one for who does not sit yet, or asks for none", () => {
    expect(allocated({ pool, demands, sitting: ["e1"] }).seats).toEqual({ e1: "eu" });
    expect(allocated({ pool, demands: demands.slice(0, 1), others: [service], sitting: ["e9"] }).seats).toEqual({
      e1: "eu",
    });
  });
});

describe("a pool that changes", () => {
  const people = ["e1", "e2", "e3"].map((id) => at("eu", id));
  const sitting = people.map(({ id }) => id);

  test("releases the last in order when its quota is cut, and counts places in the queue", () => {
    const pool = aPool({ quota: { eu: 1 }, overflow: 0 });
    const { seats, waiting, used } = allocated({ pool, demands: people, sitting });
    expect(seats).toEqual({ e1: "eu" });
    expect(waiting).toEqual([
      ["e2", 1, "eu"],
      ["e3", 2, "eu"],
    ]);
    expect(used).toEqual([
      ["eu", 1, 1, 1],
      ["global", 0, 2, 0],
    ]);
  });

  test("counts as used what is given outside Rollcall, against the overflow first", () => {
    const pool = aPool({ quota: { eu: 2 }, overflow: 1 });
    const { seats, used } = allocated({ pool, demands: people, sitting, taken: { outside: 1 } });
    expect(seats).toEqual({ e1: "eu", e2: "eu" });
    expect(used).toEqual([
      ["eu", 2, 2, 2],
      ["global", 1, 2, 1],
    ]);
  });

  test("takes from nobody while more is given outside than the overflow has, and seats are free", () => {
    const pool = aPool({ quota: { eu: 1, us: 1 }, overflow: 0 });
    expect(allocated({ pool, demands: [at("eu", "e1")], sitting: ["e1"], taken: { outside: 1 } }).seats).toEqual({
      e1: "eu",
    });
    expect(allocated({ pool, demands: [at("eu", "e1")], sitting: ["e1"], taken: { outside: 2 } }).seats).toEqual({});
  });

  test("gives on at once what somebody else's account is about to lose", () => {
    const pool = aPool({ quota: { eu: 1 }, overflow: 0 });
    const { seats, used } = allocated({ pool, demands: [at("eu", "e1")], taken: { leaving: 1 } });
    expect(seats).toEqual({ e1: "eu" });
    expect(used).toEqual([
      ["eu", 1, 0, 1],
      ["global", 0, 1, 0],
    ]);
  });

  test("counts those who give a seat back where they sat", () => {
    const { used } = allocated({ demands: [], others: [at("eu", "e1"), at("us", "e2")], sitting: ["e1", "e2"] });
    expect(used).toEqual([
      ["eu", 10, 1, 0],
      ["global", 2, 1, 0],
    ]);
  });
});
