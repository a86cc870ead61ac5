import type { PoolReport, SeatReport } from "../model/seat-report.ts";
import { csv } from "./csv.ts";
import { roundedAmount } from "./money.ts";

/** Every column can be summed over the rows, but for texts, the price and the last one, which is the pool's. */
const head = [
  ...["pool", "application", "location", "quota"],
  ...["used", "free", "over", "compliance", "used_after", "free_after", "over_after", "compliance_after", "waiting"],
  ...["currency", "seat_month", "bought_month", "used_month", "used_after_month", "unused_month", "runs_out"],
];

/** One row for each pool and location; a pool that the application does not tell of has one row without numbers of use. */
export function seatsCsv(report: SeatReport): string {
  const known = report.pools.flatMap(poolRows);
  const unknown = report.unknown.map(({ pool, application, quota }) => [
    ...[pool, application, null, quota],
    ...head.slice(4).map(() => null),
  ]);
  return csv([head, ...[...known, ...unknown]]);
}

function poolRows(pool: PoolReport): readonly (readonly (string | number | null)[])[] {
  const { perSeat, cost, forecast } = pool;
  const price = (seats: number) =>
    perSeat === null || cost === null ? null : Number(roundedAmount(seats * perSeat, cost.currency));
  return pool.locations.map(({ location, quota, now, after, waiting }) => [
    ...[pool.pool, pool.application, location, quota],
    ...[now.used, now.free, now.over, now.compliance],
    ...[after.used, after.free, after.over, after.compliance, waiting],
    ...[cost?.currency ?? null, price(1), price(quota), price(now.used), price(after.used), price(now.free)],
    forecast.kind === "on" ? forecast.day : forecast.kind,
  ]);
}
