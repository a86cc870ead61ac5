import { compareText } from "./compare.ts";
import { groupBy } from "./group-by.ts";

/** One sum for each currency, by currency: money of two currencies is never added. */
export function totalCosts<Cost extends { readonly currency: string }>(
  costs: readonly Cost[],
  add: (a: Cost, b: Cost) => Cost,
): readonly Cost[] {
  const byCurrency = [...groupBy(costs, ({ currency }) => currency).values()];
  const sums = byCurrency.map((own) => own.reduce((sum, cost) => add(sum, cost)));
  return sums.sort((a, b) => compareText(a.currency, b.currency));
}
