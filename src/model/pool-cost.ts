import { compareText } from "./compare.ts";

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

/** The costs of all pools together: one amount a currency, sorted; currencies are never added to each other. */
export function totalCosts(costs: readonly PoolCost[]): readonly Omit<PoolCost, "pool">[] {
  const currencies = [...new Set(costs.map(({ currency }) => currency))].sort(compareText);
  return currencies.map((currency) => {
    const own = costs.filter((cost) => cost.currency === currency);
    const sum = (key: "bought" | "usedBefore" | "usedAfter") =>
      toHundredths(own.reduce((total, cost) => total + cost[key], 0));
    const known = own.flatMap((cost) => cost.boughtBefore ?? []);
    return {
      currency,
      boughtBefore: known.length === own.length ? toHundredths(known.reduce((total, each) => total + each, 0)) : null,
      bought: sum("bought"),
      usedBefore: sum("usedBefore"),
      usedAfter: sum("usedAfter"),
    };
  });
}

/** An amount of money, rounded. */
export function toHundredths(amount: number): number {
  return Math.round(amount * 100) / 100;
}
