import { compareText } from "../model/compare.ts";
import { groupBy } from "../model/group-by.ts";
import type { Instant } from "../model/instant.ts";
import type { Person } from "../model/person.ts";
import type { SeatSummary, Waiting } from "../model/plan.ts";
import type { LicensePool } from "../model/pool.ts";
import type { IdleSeats, LocationReport, PoolReport, SeatHolder, SeatReport, SeatUse } from "../model/seat-report.ts";
import { departmentReports } from "./department-report.ts";
import { monthlyPrice, seatCost, totalSeatCosts } from "./seat-cost.ts";
import { seatForecast } from "./seat-forecast.ts";
import { overflowLocation, totalQuota } from "./seat-location.ts";
import { type SeatHistory, seatTrend } from "./seat-trend.ts";

/** When people last signed in to an application, by person id; who is missing there is not known of. */
/** By person; null: never, of whom it is known. */
export type LastUse = ReadonlyMap<string, Instant | null>;

/** What a report on seats is joined from. */
export interface SeatReportInput {
  readonly organization: string;
  readonly pools: readonly LicensePool[];
  /** Everybody on the roster, by id. */
  readonly people: ReadonlyMap<string, Person>;
  readonly at: Instant;
  readonly readAt: Instant;
  readonly seats: readonly SeatSummary[];
  readonly waiting: readonly Waiting[];
  /** Who sits now, by pool; a pool that is missing could not be read. */
  readonly holders: ReadonlyMap<string, readonly SeatHolder[]>;
  /** People who sit after the plan, by pool. */
  readonly placed: ReadonlyMap<string, Iterable<string>>;
  readonly history: SeatHistory;
  /** By application; left out, missing or null: nobody knows. */
  readonly lastUse?: ReadonlyMap<string, LastUse | null>;
}

/** Joins what was read, what the plan comes to and what the ledger tells into one report on seats; sorted. */
export function seatReport(input: SeatReportInput): SeatReport {
  const { organization, at, readAt, seats, waiting, people, holders, placed } = input;
  const pools = input.pools.toSorted((a, b) => compareText(a.name, b.name));
  const known = pools.flatMap((pool) => {
    const own = holders.get(pool.name);
    return own === undefined ? [] : [poolReport(input, pool, own)];
  });
  return {
    ...{ organization, at, readAt, seats },
    waiting: waiting.toSorted((a, b) => compareText(a.pool, b.pool) || a.place - b.place),
    pools: known,
    unknown: pools
      .filter(({ name }) => !holders.has(name))
      .map((pool) => ({ pool: pool.name, application: pool.seat.application, quota: totalQuota(pool) })),
    departments: departmentReports({ pools, people, holders, placed }),
    totals: totalSeatCosts(known.flatMap(({ cost }) => cost ?? [])),
  };
}

function poolReport(input: SeatReportInput, pool: LicensePool, holders: readonly SeatHolder[]): PoolReport {
  const { alertAt } = pool;
  const rows = input.seats.filter((row) => row.pool === pool.name);
  const quota = totalQuota(pool);
  const locations = locationReports(input, pool, rows);
  const now = poolUse({ quota, alertAt }, locations, "now");
  const after = poolUse({ quota, alertAt }, locations, "after");
  const { used, free: unused } = now;
  const disabled = holders.filter(({ isActive }) => isActive === false);
  const outside = holders.filter(({ origin }) => origin !== "ours");
  const { application } = pool.seat;
  const own = (move: { readonly pool: string; readonly application: string }) =>
    move.pool === pool.name && move.application === application;
  const trend = seatTrend(used, { ...input.history, moves: input.history.moves.filter(own) }, input.readAt);
  const counts = {
    bought: quota,
    used,
    usedAfter: after.used,
    unused,
    disabled: disabled.length,
    outside: outside.length,
  };
  return {
    ...{ pool: pool.name, application, quota, alertAt, now, after, locations, trend },
    waiting: sum(locations, ({ waiting }) => waiting),
    perSeat: monthlyPrice(pool),
    cost: seatCost(pool, counts),
    waste: { unused, disabled, outside, idle: idleSeats(input, pool, holders) },
    forecast: seatForecast(trend, { used, quota }),
  };
}

function locationReports(
  input: SeatReportInput,
  pool: LicensePool,
  rows: readonly SeatSummary[],
): readonly LocationReport[] {
  const waiting = input.waiting.filter((entry) => entry.pool === pool.name);
  const reports = rows.map(({ location, quota, usedBefore, usedAfter }) => ({
    location,
    quota,
    now: useOf(usedBefore, quota, pool.alertAt),
    after: useOf(usedAfter, quota, pool.alertAt),
    waiting: waiting.filter((entry) => entry.location === location).length,
  }));
  const isThere = ({ location, quota, now, after, waiting: queue }: LocationReport) =>
    location !== overflowLocation || quota + now.used + after.used + queue > 0;
  const isOverflow = ({ location }: LocationReport) => Number(location === overflowLocation);
  return reports.filter(isThere).sort((a, b) => isOverflow(a) - isOverflow(b) || compareText(a.location, b.location));
}

interface Quota {
  readonly quota: number;
  readonly alertAt: number;
}

function useOf(used: number, quota: number, alertAt: number): SeatUse {
  const [free, over] = [Math.max(quota - used, 0), Math.max(used - quota, 0)];
  return { used, free, over, compliance: complianceOf(used, quota, alertAt) };
}

function complianceOf(used: number, quota: number, alertAt: number): SeatUse["compliance"] {
  if (used > quota) return "over-quota";
  if (quota === 0) return "within";
  if (used === quota) return "full";
  return used >= alertAt * quota ? "nearly-full" : "within";
}

/** What is free in one location is no help to another, so that a pool can be over its quota and have free seats. */
function poolUse({ quota, alertAt }: Quota, locations: readonly LocationReport[], moment: "now" | "after"): SeatUse {
  const used = sum(locations, (location) => location[moment].used);
  const free = sum(locations, (location) => location[moment].free);
  const over = sum(locations, (location) => location[moment].over);
  return { used, free, over, compliance: over > 0 ? "over-quota" : complianceOf(used, quota, alertAt) };
}

const millisecondsADay = 86_400_000;
/** Where the pool says nothing of when an unused seat goes back. */
const idleAfter = 90 * millisecondsADay;

function idleSeats(input: SeatReportInput, pool: LicensePool, holders: readonly SeatHolder[]): IdleSeats | null {
  const evidence = input.lastUse?.get(pool.seat.application) ?? null;
  if (evidence === null) return null;
  const limit = pool.reclaim?.unusedFor ?? idleAfter;
  const isAway = (since: Instant) => Date.parse(input.at) - Date.parse(since) >= limit;
  const byEvidence = groupBy(
    holders.flatMap(({ person }) => person ?? []),
    (person) => evidence.has(person),
  );
  const seats = (byEvidence.get(true) ?? []).flatMap((person) => {
    const lastUse = evidence.get(person) ?? null;
    // Whoever has just begun had no time to sign in.
    const since = lastUse ?? input.people.get(person)?.start ?? null;
    return since === null || isAway(since) ? [{ person, lastUse }] : [];
  });
  return {
    days: Math.round(limit / millisecondsADay),
    seats: seats.sort((a, b) => compareText(a.lastUse ?? "", b.lastUse ?? "") || compareText(a.person, b.person)),
    unknown: byEvidence.get(false)?.length ?? 0,
  };
}

function sum<T>(list: readonly T[], numberOf: (entry: T) => number): number {
  return list.reduce((total, entry) => total + numberOf(entry), 0);
}
