import { totalCosts } from "./total-costs.ts";

/** What the seats of a pool cost a month; a yearly price counts a twelfth. Amounts in the currency's unit, rounded to a hundredth. */
export interface PoolCost {
  readonly pool: string;
  /** ISO 4217. */
  readonly currency: string;
  /** All seats of the quota when the last run was recorded, and now; null when that is not known. */
  readonly boughtBefore: number | null;
  readonly bought: number;
  /** The seats that are taken now, and after the plan. */
  readonly usedBefore: number;
  readonly usedAfter: number;
}

/** The same of several pools together. */
type TotalCost = Omit<PoolCost, "pool">;

/** The costs of all pools together: one amount a currency, sorted. */
export function totalPoolCosts(costs: readonly PoolCost[]): readonly TotalCost[] {
  const amounts = costs.map(({ pool: _, ...amount }): TotalCost => amount);
  return totalCosts(amounts, added);
}

/** What is not known of one is not known of both. */
function added(a: TotalCost, b: TotalCost): TotalCost {
  const isKnown = a.boughtBefore !== null && b.boughtBefore !== null;
  return {
    currency: a.currency,
    boughtBefore: isKnown ? toHundredths(a.boughtBefore + b.boughtBefore) : null,
    bought: toHundredths(a.bought + b.bought),
    usedBefore: toHundredths(a.usedBefore + b.usedBefore),
    usedAfter: toHundredths(a.usedAfter + b.usedAfter),
  };
}

/** An amount of money, rounded. */
export function toHundredths(amount: number): number {
  return Math.round(amount * 100) / 100;
}
