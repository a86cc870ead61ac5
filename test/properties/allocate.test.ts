import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Holding } from "../../src/model/holding.ts";
import type { Person } from "../../src/model/person.ts";
import type { LicensePool } from "../../src/model/pool.ts";
import { type Allocation, type AllocationInput, allocate } from "../../src/plan/allocate.ts";
import { totalQuota } from "../../src/plan/seat-location.ts";
import { aPerson } from "../support/people.ts";
import { randomPool } from "./random-organization.ts";

interface Scene {
  readonly pool: LicensePool;
  readonly people: readonly Person[];
  readonly asking: ReadonlySet<string>;
  readonly leads: ReadonlySet<string>;
  readonly sitting: ReadonlySet<string>;
  readonly outside: number;
}

const ids = ["e1", "e2", "e3", "e4", "e5", "e6", "e7", "e8", "e9"];
const some = fc.subarray(ids).map((chosen) => new Set(chosen));

const person = (id: string) =>
  fc
    .record({
      start: fc.constantFrom(null, "2024-01-01T00:00:00Z", "2025-01-01T00:00:00Z"),
      location: fc.constantFrom("eu", "us", "apac"),
      department: fc.constantFrom("Design", "Sales"),
    })
    .map(({ start, ...attributes }) => aPerson({ id, start, attributes }));

const scene: fc.Arbitrary<Scene> = fc.record({
  pool: randomPool("ide", { application: "ide-vendor", type: "license", value: "ALL" }),
  people: fc.tuple(...ids.map(person)),
  asking: some,
  leads: some,
  sitting: some,
  outside: fc.nat(3),
});

function inputOf({ pool, people, asking, leads, sitting, outside }: Scene): AllocationInput {
  const holdings = [...leads].map((id): [string, readonly Holding[]] => [id, [{ role: "r1", because: [] }]]);
  return {
    pools: [pool],
    demands: people.filter(({ id }) => asking.has(id)).map((each) => ({ person: each, pool: pool.name, because: [] })),
    holdings: new Map(holdings),
    people: new Map(people.map((each) => [each.id, each])),
    live: new Map([[pool.name, { people: sitting, outside, leaving: 0 }]]),
    poolsBefore: null,
  };
}

const seatedIn = (allocation: Allocation) => [...(allocation.seats.get("ide")?.keys() ?? [])].sort();
const placesIn = (allocation: Allocation) => new Map(allocation.waiting.map(({ person: id, place }) => [id, place]));

/** Slow and plain: takes people in the order of the rules as long as all taken so far fit. */
function referenceSeated(given: Scene): readonly string[] {
  const { pool, people, asking, leads, sitting } = given;
  const rank = (one: Person) => {
    for (const [place, rule] of pool.priority.entries()) {
      if (rule.kind === "role" ? leads.has(one.id) : one.attributes[rule.attribute] === rule.value) return place;
    }
    return pool.priority.length;
  };
  const sortKey = (one: Person) => `${rank(one)} ${sitting.has(one.id) ? 0 : 1} ${one.start ?? ""} ${one.id}`;
  const queue = people.filter(({ id }) => asking.has(id)).sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
  const taken: Person[] = [];
  for (const one of queue) if (fits(given, [...taken, one])) taken.push(one);
  return taken.map(({ id }) => id).sort();
}

/** Everybody beyond the quota of the own location needs the overflow, and all together fit into the total. */
function fits({ pool, outside }: Scene, taken: readonly Person[]): boolean {
  const counts = new Map<string, number>();
  for (const { attributes } of taken)
    counts.set(attributes["location"] ?? "", (counts.get(attributes["location"] ?? "") ?? 0) + 1);
  const beyond = [...counts].reduce(
    (sum, [location, count]) => sum + Math.max(0, count - (pool.quota[location] ?? 0)),
    0,
  );
  return beyond <= Math.max(0, pool.overflow - outside) && taken.length <= totalQuota(pool) - outside;
}

describe("an allocation", () => {
  test("is what the plain rules give", () => {
    fc.assert(
      fc.property(scene, (given) => {
        expect(seatedIn(allocate(inputOf(given)))).toEqual(referenceSeated(given));
      }),
      { numRuns: 2000 },
    );
  });

  test("seats nobody twice, nobody who did not ask, and leaves nobody out (I3)", () => {
    fc.assert(
      fc.property(scene, (given) => {
        const allocation = allocate(inputOf(given));
        const all = [...seatedIn(allocation), ...allocation.waiting.map(({ person: id }) => id)];
        expect(all.sort()).toEqual([...given.asking].sort());
        expect(allocation.waiting.map(({ place }) => place)).toEqual(allocation.waiting.map((_, index) => index + 1));
      }),
      { numRuns: 500 },
    );
  });

  test("stays within every location and the total (I4)", () => {
    fc.assert(
      fc.property(scene, (given) => {
        const { summaries } = allocate(inputOf(given));
        const used = summaries.reduce((sum, { usedAfter }) => sum + usedAfter, 0);
        expect(used).toBeLessThanOrEqual(Math.max(totalQuota(given.pool), given.outside));
        for (const { location, quota, usedAfter } of summaries) {
          expect(usedAfter).toBeLessThanOrEqual(location === "global" ? Math.max(quota, given.outside) : quota);
        }
      }),
      { numRuns: 500 },
    );
  });

  test("moves nobody when it is made again with those who sit now", () => {
    fc.assert(
      fc.property(scene, (given) => {
        const first = allocate(inputOf(given));
        const second = allocate(inputOf({ ...given, sitting: new Set(seatedIn(first)) }));
        expect(seatedIn(second)).toEqual(seatedIn(first));
        expect(second.summaries.map(({ usedAfter }) => usedAfter)).toEqual(
          first.summaries.map(({ usedAfter }) => usedAfter),
        );
      }),
      { numRuns: 500 },
    );
  });

  test("takes no seat from anybody for somebody of equal rank", () => {
    fc.assert(
      fc.property(scene, (given) => {
        const pool = { ...given.pool, priority: [] };
        const settled = { ...given, pool, sitting: new Set(seatedIn(allocate(inputOf({ ...given, pool })))) };
        const crowded = allocate(inputOf({ ...settled, asking: new Set(ids) }));
        expect(seatedIn(crowded)).toEqual(expect.arrayContaining([...settled.sitting]));
      }),
      { numRuns: 500 },
    );
  });

  test("with one seat more is worse for nobody", () => {
    fc.assert(
      fc.property(scene, fc.constantFrom("eu", "us", "global"), (given, where) => {
        const { quota, overflow } = given.pool;
        const more =
          where === "global" ? { overflow: overflow + 1 } : { quota: { ...quota, [where]: (quota[where] ?? 0) + 1 } };
        const before = allocate(inputOf(given));
        const after = allocate(inputOf({ ...given, pool: { ...given.pool, ...more } }));
        expect(seatedIn(after)).toEqual(expect.arrayContaining(seatedIn(before)));
        const places = placesIn(before);
        for (const [id, place] of placesIn(after)) expect(place).toBeLessThanOrEqual(places.get(id) ?? 0);
      }),
      { numRuns: 500 },
    );
  });

  test("counts granted seats as so many more of the overflow", () => {
    fc.assert(
      fc.property(scene, fc.nat(4), (given, granted) => {
        const { overflow } = given.pool;
        const more = { ...given.pool, overflow: overflow + granted };
        const lent = allocate(inputOf({ ...given, pool: { ...given.pool, granted } }));
        expect(lent).toEqual(allocate(inputOf({ ...given, pool: more })));
      }),
      { numRuns: 500 },
    );
  });

  test("is the same for any order of those who ask", () => {
    fc.assert(
      fc.property(scene, (given) => {
        const input = inputOf(given);
        expect(allocate({ ...input, demands: input.demands.toReversed() })).toEqual(allocate(input));
      }),
      { numRuns: 200 },
    );
  });
});
