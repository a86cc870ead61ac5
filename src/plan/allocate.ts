import type { Seat } from "../model/access.ts";
import { compareText } from "../model/compare.ts";
import type { Holding } from "../model/holding.ts";
import type { Person } from "../model/person.ts";
import type { SeatSummary, Waiting } from "../model/plan.ts";
import type { LicensePool, PriorityRule } from "../model/pool.ts";
import { attributeOf } from "./birthright.ts";
import type { SeatDemand } from "./desired.ts";

/** What an allocation starts from. */
export interface AllocationInput {
  readonly pools: readonly LicensePool[];
  readonly demands: readonly SeatDemand[];
  /** Roles by person id. */
  readonly holdings: ReadonlyMap<string, readonly Holding[]>;
  /** Everybody on the roster, for the location of those who give a seat back. */
  readonly people: ReadonlyMap<string, Person>;
  /** Seats taken now, by pool; a pool that is missing could not be read and keeps what it has. */
  readonly live: ReadonlyMap<string, { readonly people: ReadonlySet<string>; readonly outside: number }>;
}

/** Who sits where, who waits, and what each location comes to. */
export interface Allocation {
  /** By pool, then person. */
  readonly seats: ReadonlyMap<string, ReadonlyMap<string, Seat>>;
  readonly waiting: readonly Waiting[];
  readonly summaries: readonly SeatSummary[];
}

/** The name of the overflow among the locations of a pool. */
export const overflowLocation = "global";

/**
 * Gives every pool's seats to those who ask, best rank first: at most one seat a person and pool, never more than the
 * quota, own location before overflow, and nobody loses a seat to somebody of equal rank.
 */
export function allocate(input: AllocationInput): Allocation {
  const seats = new Map<string, ReadonlyMap<string, Seat>>();
  const waiting: Waiting[] = [];
  const summaries: SeatSummary[] = [];
  const demands = byPool(input.demands);
  for (const pool of input.pools.toSorted((a, b) => compareText(a.name, b.name))) {
    const live = input.live.get(pool.name);
    if (live === undefined) continue;
    const free = freeSeats(pool, live.outside);
    const queue = ranked(pool, demands.get(pool.name) ?? [], { holdings: input.holdings, sitting: live.people });
    const placed = new Map<string, Seat>();
    const left: Waiting[] = [];
    for (const demand of queue) {
      const seat = place(pool, demand, free);
      if (seat !== null) placed.set(seat.person, seat);
      else left.push(waitingEntry(pool, demand, left.length + 1));
    }
    seats.set(pool.name, placed);
    waiting.push(...left);
    summaries.push(...summarise(pool, { placed, live, people: input.people }));
  }
  return { seats, waiting, summaries };
}

function byPool(demands: readonly SeatDemand[]): ReadonlyMap<string, readonly SeatDemand[]> {
  const groups = new Map<string, SeatDemand[]>();
  for (const demand of demands) {
    const group = groups.get(demand.pool);
    if (group === undefined) groups.set(demand.pool, [demand]);
    else group.push(demand);
  }
  return groups;
}

/** Seats given outside Rollcall take from the overflow first, then from the largest quota. */
function freeSeats(pool: LicensePool, outside: number): Map<string, number> {
  const free = new Map<string, number>([...Object.entries(pool.quota), [overflowLocation, pool.overflow]]);
  const bySize = Object.entries(pool.quota).sort(([a, n], [b, m]) => m - n || compareText(a, b));
  let remaining = outside;
  for (const [location] of [[overflowLocation] as const, ...bySize]) {
    const taken = Math.min(remaining, free.get(location) ?? 0);
    free.set(location, (free.get(location) ?? 0) - taken);
    remaining -= taken;
  }
  return free;
}

/** Rank of the pool's rules, then who sits already, then who was here first, then id: a total order. */
function ranked(
  pool: LicensePool,
  demands: readonly SeatDemand[],
  known: { holdings: AllocationInput["holdings"]; sitting: ReadonlySet<string> },
): readonly SeatDemand[] {
  const rows = demands.map((demand) => ({
    demand,
    rank: rankOf(pool.priority, demand.person, known.holdings.get(demand.person.id) ?? []),
    sits: known.sitting.has(demand.person.id) ? 0 : 1,
  }));
  rows.sort(
    (a, b) =>
      a.rank - b.rank ||
      a.sits - b.sits ||
      compareText(a.demand.person.start ?? "", b.demand.person.start ?? "") ||
      compareText(a.demand.person.id, b.demand.person.id),
  );
  return rows.map(({ demand }) => demand);
}

function rankOf(priority: readonly PriorityRule[], person: Person, holdings: readonly Holding[]): number {
  const rank = priority.findIndex((rule) =>
    rule.kind === "role"
      ? holdings.some(({ role }) => role === rule.role)
      : attributeOf(person, rule.attribute) === rule.value,
  );
  return rank < 0 ? priority.length : rank;
}

function place(pool: LicensePool, demand: SeatDemand, free: Map<string, number>): Seat | null {
  for (const location of [locationOf(pool, demand.person), overflowLocation]) {
    const left = location === null ? 0 : (free.get(location) ?? 0);
    if (location === null || left <= 0) continue;
    free.set(location, left - 1);
    return { person: demand.person.id, pool: pool.name, location, because: demand.because };
  }
  return null;
}

function locationOf(pool: LicensePool, person: Person): string | null {
  const location = attributeOf(person, pool.quotaBy);
  return location !== undefined && Object.hasOwn(pool.quota, location) ? location : null;
}

function waitingEntry(pool: LicensePool, demand: SeatDemand, place: number): Waiting {
  const location = locationOf(pool, demand.person) ?? overflowLocation;
  const reason = `all seats of ${location === overflowLocation ? "the overflow" : `${location} and of the overflow`} are taken`;
  return { pool: pool.name, person: demand.person.id, location, place, reason };
}

function summarise(
  pool: LicensePool,
  found: {
    placed: ReadonlyMap<string, Seat>;
    live: { people: ReadonlySet<string>; outside: number };
    people: AllocationInput["people"];
  },
): readonly SeatSummary[] {
  const quotas: readonly (readonly [string, number])[] = [
    ...Object.entries(pool.quota),
    [overflowLocation, pool.overflow],
  ];
  const before = seatedBefore(pool, found);
  const after = new Map<string, number>();
  for (const { location } of found.placed.values()) after.set(location, (after.get(location) ?? 0) + 1);
  after.set(overflowLocation, (after.get(overflowLocation) ?? 0) + found.live.outside);
  return quotas.map(([location, quota]) => ({
    pool: pool.name,
    location,
    quota,
    usedBefore: before.get(location) ?? 0,
    usedAfter: after.get(location) ?? 0,
  }));
}

/** The application does not say which location a seat counts for: own location while it lasts, then overflow. */
function seatedBefore(
  pool: LicensePool,
  found: { live: { people: ReadonlySet<string>; outside: number }; people: AllocationInput["people"] },
): ReadonlyMap<string, number> {
  const before = new Map<string, number>([[overflowLocation, found.live.outside]]);
  for (const id of found.live.people) {
    const person = found.people.get(id);
    const own = person === undefined ? null : locationOf(pool, person);
    const location = own !== null && (before.get(own) ?? 0) < (pool.quota[own] ?? 0) ? own : overflowLocation;
    before.set(location, (before.get(location) ?? 0) + 1);
  }
  return before;
}
