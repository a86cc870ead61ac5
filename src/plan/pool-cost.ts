import { compareText } from "../model/compare.ts";
import type { SeatSummary } from "../model/plan.ts";
import type { LicensePool } from "../model/pool.ts";
import { type PoolCost, toHundredths } from "../model/pool-cost.ts";
import { monthlyCost } from "./seat-cost.ts";
import { totalQuota } from "./seat-location.ts";

/** What every pool that has a price comes to a month; `before`: the pools as they were at the last run, null when that is not known. */
export function poolCosts(
  pools: readonly LicensePool[],
  seats: readonly SeatSummary[],
  before: readonly LicensePool[] | null,
): readonly PoolCost[] {
  return pools
    .toSorted((a, b) => compareText(a.name, b.name))
    .flatMap((pool): readonly PoolCost[] => {
      const rows = seats.filter((row) => row.pool === pool.name);
      if (pool.cost === null || rows.length === 0) return [];
      const sum = (key: "usedBefore" | "usedAfter") => rows.reduce((total, row) => total + row[key], 0);
      const [usedBefore, usedAfter] = [sum("usedBefore"), sum("usedAfter")];
      return [
        {
          pool: pool.name,
          currency: pool.cost.currency,
          boughtBefore: boughtBefore(pool, before),
          bought: monthly(pool.cost, totalQuota(pool)),
          usedBefore: monthly(pool.cost, usedBefore),
          usedAfter: monthly(pool.cost, usedAfter),
        },
      ];
    });
}

/** At the price of then, in the currency of now. */
function boughtBefore({ name, cost }: LicensePool, before: readonly LicensePool[] | null): number | null {
  if (before === null) return null;
  const then = before.find((pool) => pool.name === name);
  if (then === undefined) return 0;
  return then.cost === null || then.cost.currency !== cost?.currency ? null : monthly(then.cost, totalQuota(then));
}

function monthly(cost: NonNullable<LicensePool["cost"]>, seats: number): number {
  return toHundredths(monthlyCost(cost, seats));
}
