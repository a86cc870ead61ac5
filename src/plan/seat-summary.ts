import type { Seat } from "../model/access.ts";
import type { Person } from "../model/person.ts";
import type { SeatSummary } from "../model/plan.ts";
import type { LicensePool } from "../model/pool.ts";
import { countSeats } from "./place-seats.ts";
import { overflowLocation, overflowSeats } from "./seat-location.ts";

/** Seats of one pool that are taken now. */
export interface SeatsTaken {
  /** Ids of people on the roster. */
  readonly people: ReadonlySet<string>;
  /** Others, who keep theirs. */
  readonly outside: number;
  /** Others, who lose theirs. */
  readonly leaving: number;
}

/** What the seats of one pool are summed up from. */
interface SeatCounts {
  readonly placed: ReadonlyMap<string, Seat>;
  readonly live: SeatsTaken;
  readonly people: ReadonlyMap<string, Person>;
  /** The pool as it was when the last run was recorded: seats that are taken count by its quota. Null when that is not known. */
  readonly before: LicensePool | null;
}

/** What each location of a pool comes to, before and after; seats of a location that the quota has no more are told with the overflow. */
export function summarise(pool: LicensePool, { placed, live, people, before }: SeatCounts): readonly SeatSummary[] {
  const used = usedNow(before ?? pool, live, people);
  const after = usedAfter(placed, live);
  const quotas = new Map([...Object.entries(pool.quota), [overflowLocation, overflowSeats(pool)] as const]);
  const elsewhere = [...used].reduce((sum, [location, count]) => sum + (quotas.has(location) ? 0 : count), 0);
  return [...quotas].map(([location, quota]) => ({
    pool: pool.name,
    location,
    quota,
    quotaBefore: before === null ? null : quotaOf(before, location),
    usedBefore: (used.get(location) ?? 0) + (location === overflowLocation ? elsewhere : 0),
    usedAfter: after.get(location) ?? 0,
  }));
}

function quotaOf(pool: LicensePool, location: string): number | null {
  return location === overflowLocation ? overflowSeats(pool) : (pool.quota[location] ?? null);
}

/** The application does not say which location a seat counts for: where one is found, and the overflow for what is too many. */
function usedNow(
  pool: LicensePool,
  live: SeatsTaken,
  people: ReadonlyMap<string, Person>,
): ReadonlyMap<string, number> {
  const others = live.outside + live.leaving;
  const known: Person[] = [];
  for (const id of live.people) {
    const person = people.get(id);
    if (person !== undefined) known.push(person);
  }
  const used = new Map(countSeats(pool, known, others));
  used.set(overflowLocation, (used.get(overflowLocation) ?? 0) + live.people.size - known.length);
  return used;
}

function usedAfter(placed: ReadonlyMap<string, Seat>, live: SeatsTaken): ReadonlyMap<string, number> {
  const used = new Map([[overflowLocation, live.outside]]);
  for (const { location } of placed.values()) used.set(location, (used.get(location) ?? 0) + 1);
  return used;
}
