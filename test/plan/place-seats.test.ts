import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { LicensePool } from "../../src/model/pool.ts";
import { placeSeats as seatQueue } from "../../src/plan/place-seats.ts";
import { locationsFor, overflowLocation, seatLocation, totalQuota } from "../../src/plan/seat-location.ts";
import { aPerson, aPool } from "../support/people.ts";

const regions = ["eu", "us", "apac", "latam"];

const at = (location: string, id: string) => ({ person: aPerson({ id, attributes: { location } }) });

type Demand = ReturnType<typeof at>;

/** Who sits at which location, and who is left without a seat, both in the order of the queue. */
function placeSeats(pool: LicensePool, queue: readonly Demand[], taken: number) {
  const places = seatQueue(
    pool,
    queue.map(({ person }) => seatLocation(pool, person)),
    taken,
  );
  return {
    placed: queue.flatMap((demand, at) => {
      const location = places[at] ?? null;
      return location === null ? [] : [{ demand, location }];
    }),
    left: queue.filter((_, at) => places[at] === null),
  };
}

type Placement = ReturnType<typeof placeSeats>;

/** Small, slow and obviously right: somebody is seated when there is any way to seat them with all who were seated before. */
function reference(pool: LicensePool, queue: readonly Demand[], taken: number): readonly string[] {
  const seated: Demand[] = [];
  for (const demand of queue) {
    const wish = [...seated, demand];
    if (wish.length <= totalQuota(pool) - taken && canSit(pool, wish, freeOf(pool, taken))) seated.push(demand);
  }
  return seated.map(({ person }) => person.id);
}

function freeOf(pool: LicensePool, taken: number): Readonly<Record<string, number>> {
  return { ...pool.quota, [overflowLocation]: pool.overflow - taken };
}

/** Tries every location for everybody. */
function canSit(
  pool: LicensePool,
  [first, ...rest]: readonly Demand[],
  free: Readonly<Record<string, number>>,
): boolean {
  if (first === undefined) return true;
  return locationsFor(pool, seatLocation(pool, first.person)).some((location) => {
    const left = free[location] ?? 0;
    return left > 0 && canSit(pool, rest, { ...free, [location]: left - 1 });
  });
}

const pools = fc
  .record({
    quota: fc.dictionary(fc.constantFrom(...regions), fc.nat({ max: 2 }), { minKeys: 1 }),
    overflow: fc.nat({ max: 2 }),
    wishes: fc.dictionary(fc.constantFrom(...regions), fc.uniqueArray(fc.constantFrom(...regions), { maxLength: 3 })),
  })
  .map(({ quota, overflow, wishes }) => {
    const own = (location: string) => Object.hasOwn(quota, location);
    const entries = Object.entries(wishes).filter(([location]) => own(location));
    const failover = entries.map(([location, others]) => [location, others.filter((o) => o !== location && own(o))]);
    return aPool({ quota: { ...quota }, overflow, failover: Object.fromEntries(failover) });
  });

const queues = fc
  .array(fc.constantFrom(...regions, "nowhere"), { maxLength: 8 })
  .map((places) => places.map((place, index) => at(place, `e${index}`)));

const cases = fc.record({ pool: pools, queue: queues, taken: fc.nat({ max: 3 }) });

type Placed = Placement["placed"];
const seatedIn = (placed: Placed) => placed.map(({ demand }) => demand);
const locationsIn = (placed: Placed) => placed.map(({ location }) => location);
const idsIn = (placed: Placed) => ids(seatedIn(placed));
const ids = (demands: Iterable<Demand>) => [...demands].map(({ person }) => person.id);

describe("seats, for random pools and queues", () => {
  test("go to whom a search through every possibility gives them", () => {
    fc.assert(
      fc.property(cases, ({ pool, queue, taken }) => {
        const { placed, left } = placeSeats(pool, queue, taken);
        expect(idsIn(placed)).toEqual(reference(pool, queue, taken));
        expect([...idsIn(placed), ...ids(left)].sort()).toEqual(ids(queue).sort());
      }),
      { numRuns: 2000 },
    );
  });

  test("are never more than a location has, and only where somebody may sit", () => {
    fc.assert(
      fc.property(cases, ({ pool, queue, taken }) => {
        const { placed } = placeSeats(pool, queue, taken);
        const free = freeOf(pool, taken);
        for (const location of new Set(locationsIn(placed))) {
          const used = locationsIn(placed).filter((each) => each === location).length;
          expect(used).toBeLessThanOrEqual(Math.max(0, free[location] ?? 0));
        }
        for (const { demand, location } of placed)
          expect(locationsFor(pool, seatLocation(pool, demand.person))).toContain(location);
        expect(placed.length).toBeLessThanOrEqual(Math.max(0, totalQuota(pool) - taken));
      }),
    );
  });

  test("one more seat takes a seat from nobody and moves nobody down the waiting list", () => {
    fc.assert(
      fc.property(cases, fc.constantFrom(...regions, overflowLocation), ({ pool, queue, taken }, location) => {
        const isOverflow = location === overflowLocation || !Object.hasOwn(pool.quota, location);
        const more: LicensePool = isOverflow
          ? { ...pool, overflow: pool.overflow + 1 }
          : { ...pool, quota: { ...pool.quota, [location]: (pool.quota[location] ?? 0) + 1 } };
        const before = placeSeats(pool, queue, taken);
        const after = placeSeats(more, queue, taken);
        expect(idsIn(after.placed)).toEqual(expect.arrayContaining(idsIn(before.placed)));
        for (const [place, demand] of after.left.entries())
          expect(place).toBeLessThanOrEqual(before.left.indexOf(demand));
      }),
    );
  });

  test("stay where they are when those who sit come first the next time", () => {
    fc.assert(
      fc.property(cases, ({ pool, queue, taken }) => {
        const { placed, left } = placeSeats(pool, queue, taken);
        const again = placeSeats(pool, [...seatedIn(placed), ...left], taken);
        expect(again.placed).toEqual(placed);
      }),
    );
  });
});

describe("a location that fails over", () => {
  const pool = aPool({ quota: { eu: 1, us: 2 }, overflow: 1, failover: { eu: ["us"] } });

  test("takes its own seats, then the overflow, then those of the other", () => {
    const { placed, left } = placeSeats(pool, [at("eu", "e1"), at("eu", "e2"), at("eu", "e3")], 0);
    expect(locationsIn(placed)).toEqual(["eu", "global", "us"]);
    expect(left).toEqual([]);
  });

  test("is taken from by nobody whose location does not", () => {
    const { placed, left } = placeSeats(
      pool,
      ["e1", "e2", "e3", "e4"].map((id) => at("us", id)),
      0,
    );
    expect(locationsIn(placed)).toEqual(["us", "us", "global"]);
    expect(ids(left)).toEqual(["e4"]);
  });

  test("makes room for who may sit nowhere else", () => {
    const queue = [at("eu", "e1"), at("eu", "e2"), at("nowhere", "e3")];
    const { placed } = placeSeats(pool, queue, 0);
    expect(locationsIn(placed)).toEqual(["eu", "us", "global"]);
  });
});
