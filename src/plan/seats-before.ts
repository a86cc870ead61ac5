import type { Person } from "../model/person.ts";
import type { SeatSummary } from "../model/plan.ts";
import type { LicensePool } from "../model/pool.ts";
import { overflowLocation, overflowSeats } from "./seat-location.ts";
import { type SeatsTaken, usedNow } from "./seat-summary.ts";

/** What is known of the seats before a plan. */
export interface SeatsBefore {
  /** The pools as they were when the last run was recorded; null when that is not known. */
  readonly pools: readonly LicensePool[] | null;
  /** By pool. */
  readonly taken: ReadonlyMap<string, SeatsTaken>;
  readonly people: ReadonlyMap<string, Person>;
}

/** The seats of a plan with the quota that each location had at the last run, and with the use counted by that quota. */
export function withQuotaBefore(seats: readonly SeatSummary[], before: SeatsBefore): readonly SeatSummary[] {
  const then = new Map((before.pools ?? []).map((pool) => [pool.name, pool]));
  return [...new Set(seats.map(({ pool }) => pool))].flatMap((name) => {
    const rows = seats.filter(({ pool }) => pool === name);
    const [pool, taken] = [then.get(name), before.taken.get(name)];
    return pool === undefined || taken === undefined ? rows : counted(rows, pool, usedNow(pool, taken, before.people));
  });
}

/** Seats of a location that the quota has no more are told with the overflow. */
function counted(
  rows: readonly SeatSummary[],
  pool: LicensePool,
  used: ReadonlyMap<string, number>,
): readonly SeatSummary[] {
  const here = new Set(rows.map(({ location }) => location));
  const elsewhere = [...used].reduce((sum, [location, count]) => sum + (here.has(location) ? 0 : count), 0);
  return rows.map((row) => {
    const isOverflow = row.location === overflowLocation;
    const quotaBefore = isOverflow ? overflowSeats(pool) : (pool.quota[row.location] ?? null);
    return { ...row, quotaBefore, usedBefore: (used.get(row.location) ?? 0) + (isOverflow ? elsewhere : 0) };
  });
}
