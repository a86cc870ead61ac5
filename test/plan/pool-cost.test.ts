import { describe, expect, test } from "vitest";
import { totalPoolCosts } from "../../src/model/pool-cost.ts";
import { poolCosts } from "../../src/plan/pool-cost.ts";
import { aPool } from "../support/people.ts";
import { aSeatSummary } from "../support/plan.ts";

const monthly = { perSeat: 22.5, currency: "EUR", every: "month" } as const;
const ide = aPool({ cost: monthly, quota: { eu: 100 }, overflow: 20 });
const seats = [
  aSeatSummary({ location: "eu", quota: 100, usedBefore: 90, usedAfter: 100 }),
  aSeatSummary({ location: "global", quota: 20, usedBefore: 0, usedAfter: 4 }),
];

describe("what a pool costs a month", () => {
  test("counts what is bought and what is used, before and after", () => {
    const before = [aPool({ cost: monthly, quota: { eu: 120 }, overflow: 20 })];
    expect(poolCosts([ide], seats, before)).toEqual([
      { pool: "ide", currency: "EUR", boughtBefore: 3150, bought: 2700, usedBefore: 2025, usedAfter: 2340 },
    ]);
  });

  test("is a twelfth of a price a year, rounded to a hundredth", () => {
    const pool = aPool({ cost: { perSeat: 100, currency: "USD", every: "year" }, quota: { eu: 1 }, overflow: 0 });
    const row = aSeatSummary({ quota: 1, usedBefore: 1, usedAfter: 1 });
    expect(poolCosts([pool], [row], [pool])).toMatchObject([{ boughtBefore: 8.33, bought: 8.33, usedAfter: 8.33 }]);
  });

  test("is not told of a pool without a price, or of one that could not be read", () => {
    expect(poolCosts([aPool()], seats, null)).toEqual([]);
    expect(poolCosts([ide], [], null)).toEqual([]);
  });

  test("was nothing when the pool is new, and is not known when nobody knows, or in another currency", () => {
    const boughtBefore = (before: Parameters<typeof poolCosts>[2]) => poolCosts([ide], seats, before)[0]?.boughtBefore;
    expect(boughtBefore([])).toBe(0);
    expect(boughtBefore(null)).toBeNull();
    expect(boughtBefore([aPool({ cost: null })])).toBeNull();
    expect(boughtBefore([aPool({ cost: { ...monthly, currency: "USD" } })])).toBeNull();
  });

  test("is added up by currency, and never across currencies", () => {
    const cost = { pool: "a", currency: "EUR", boughtBefore: 0.1, bought: 0.2, usedBefore: 1, usedAfter: 2 };
    const foreign = { ...cost, pool: "c", currency: "USD", boughtBefore: null };
    expect(totalPoolCosts([cost, { ...cost, pool: "b" }, foreign])).toEqual([
      { currency: "EUR", boughtBefore: 0.2, bought: 0.4, usedBefore: 2, usedAfter: 4 },
      { currency: "USD", boughtBefore: null, bought: 0.2, usedBefore: 1, usedAfter: 2 },
    ]);
  });
});
