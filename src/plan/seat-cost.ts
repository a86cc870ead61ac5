import type { LicensePool } from "../model/pool.ts";
import type { SeatCost } from "../model/seat-report.ts";
import { totalCosts } from "../model/total-costs.ts";

/** Numbers of seats that have a price each. */
type SeatCounts = Readonly<Record<Exclude<keyof SeatCost, "currency">, number>>;

/** What so many seats cost a month, not rounded. A yearly price is divided last, so that twelve months of it come to the year again. */
export function monthlyCost({ perSeat, every }: NonNullable<LicensePool["cost"]>, seats: number): number {
  return (seats * perSeat) / (every === "year" ? 12 : 1);
}

/** The price of one seat a month, not rounded: a yearly price by twelve; null where the file names none. */
export function monthlyPrice({ cost }: Pick<LicensePool, "cost">): number | null {
  return cost === null ? null : monthlyCost(cost, 1);
}

/** What these seats of a pool cost a month; null where the file names no price. */
export function seatCost(pool: Pick<LicensePool, "cost">, seats: SeatCounts): SeatCost | null {
  const { cost } = pool;
  if (cost === null) return null;
  const priced = (count: number) => monthlyCost(cost, count);
  return {
    currency: cost.currency,
    bought: priced(seats.bought),
    used: priced(seats.used),
    usedAfter: priced(seats.usedAfter),
    unused: priced(seats.unused),
    disabled: priced(seats.disabled),
    outside: priced(seats.outside),
  };
}

/** The costs of all pools together: one amount a currency, sorted and not rounded. */
export function totalSeatCosts(costs: readonly SeatCost[]): readonly SeatCost[] {
  return totalCosts(costs, added);
}

function added(a: SeatCost, b: SeatCost): SeatCost {
  return {
    currency: a.currency,
    bought: a.bought + b.bought,
    used: a.used + b.used,
    usedAfter: a.usedAfter + b.usedAfter,
    unused: a.unused + b.unused,
    disabled: a.disabled + b.disabled,
    outside: a.outside + b.outside,
  };
}
