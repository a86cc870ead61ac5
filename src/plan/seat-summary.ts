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

/** What each location of a pool comes to, before and after. */
export function summarise(
  pool: LicensePool,
  found: {
    readonly placed: ReadonlyMap<string, Seat>;
    readonly live: SeatsTaken;
    readonly people: ReadonlyMap<string, Person>;
  },
): readonly SeatSummary[] {
  const before = usedNow(pool, found.live, found.people);
  const after = usedAfter(found.placed, found.live);
  const quotas = [...Object.entries(pool.quota), [overflowLocation, overflowSeats(pool)] as const];
  return quotas.map(([location, quota]) => ({
    pool: pool.name,
    location,
    quota,
    quotaBefore: null,
    usedBefore: before.get(location) ?? 0,
    usedAfter: after.get(location) ?? 0,
  }));
}

/** The application does not say which location a seat counts for: where one is found, and the overflow for what is too many. */
export function usedNow(
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
