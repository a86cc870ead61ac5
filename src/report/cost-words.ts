import { compareText } from "../model/compare.ts";
import { type PoolCost, totalPoolCosts } from "../model/pool-cost.ts";
import { amountWords, moneyWords } from "./money.ts";

/** What a pool, or all pools of a currency together, costs a month, in words. */
export interface CostWords {
  /** Null: all pools that have a price in this currency. */
  readonly pool: string | null;
  readonly bought: string;
  readonly used: string;
  /** What becomes different, such as `450.00 EUR less for what is bought`; empty when nothing does. */
  readonly difference: string;
}

/** The costs of a plan, by pool, and their sum where a currency has several. */
export function costWords(costs: readonly PoolCost[], arrow: string): readonly CostWords[] {
  const rows = costs.toSorted((a, b) => compareText(a.pool, b.pool)).map((cost) => inWords(cost.pool, cost, arrow));
  const sums = totalPoolCosts(costs).filter(
    ({ currency }) => costs.filter((cost) => cost.currency === currency).length > 1,
  );
  return [...rows, ...sums.map((sum) => inWords(null, sum, arrow))];
}

function inWords(pool: string | null, cost: Omit<PoolCost, "pool">, arrow: string): CostWords {
  const { currency, boughtBefore, bought, usedBefore, usedAfter } = cost;
  const moved = (before: number, after: number) =>
    before === after
      ? moneyWords(after, currency)
      : `${amountWords(before, currency)} ${arrow} ${moneyWords(after, currency)}`;
  const differences = [
    ...words(bought - (boughtBefore ?? bought), currency, "for what is bought"),
    ...words(usedAfter - usedBefore, currency, "for what is used"),
  ];
  return {
    pool,
    bought: moved(boughtBefore ?? bought, bought),
    used: moved(usedBefore, usedAfter),
    difference: differences.join(", "),
  };
}

function words(difference: number, currency: string, what: string): readonly string[] {
  const amount = moneyWords(Math.abs(difference), currency);
  if (amount === moneyWords(0, currency)) return [];
  return [`${amount} ${difference < 0 ? "less" : "more"} ${what}`];
}
