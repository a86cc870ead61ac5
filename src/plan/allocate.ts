import type { Seat } from "../model/access.ts";
import { compareText } from "../model/compare.ts";
import { groupBy } from "../model/group-by.ts";
import type { Holding } from "../model/holding.ts";
import type { Person } from "../model/person.ts";
import type { SeatSummary, Waiting } from "../model/plan.ts";
import type { LicensePool, PriorityRule } from "../model/pool.ts";
import { attributeOf } from "./birthright.ts";
import type { SeatDemand } from "./desired.ts";
import { overflowLocation, seatLocation, totalQuota } from "./seat-location.ts";
import { type SeatsTaken, summarise } from "./seat-summary.ts";

/** What an allocation starts from. */
export interface AllocationInput {
  readonly pools: readonly LicensePool[];
  readonly demands: readonly SeatDemand[];
  /** Roles by person id. */
  readonly holdings: ReadonlyMap<string, readonly Holding[]>;
  /** Everybody on the roster, for the location of those who give a seat back. */
  readonly people: ReadonlyMap<string, Person>;
  /** Seats taken now, by pool; a pool that is missing could not be read and keeps what it has. */
  readonly live: ReadonlyMap<string, SeatsTaken>;
}

/** Who sits where, who waits, and what each location comes to. */
export interface Allocation {
  /** By pool, then person. */
  readonly seats: ReadonlyMap<string, ReadonlyMap<string, Seat>>;
  readonly waiting: readonly Waiting[];
  readonly summaries: readonly SeatSummary[];
}

/**
 * Gives every pool's seats to those who ask, best rank first: at most one seat a person and pool, never more than the
 * quota, own location before overflow, and nobody loses a seat to somebody of equal rank.
 */
export function allocate(input: AllocationInput): Allocation {
  const seats = new Map<string, ReadonlyMap<string, Seat>>();
  const waiting: Waiting[] = [];
  const summaries: SeatSummary[] = [];
  const demands = groupBy(input.demands, ({ pool }) => pool);
  for (const pool of input.pools.toSorted((a, b) => compareText(a.name, b.name))) {
    const live = input.live.get(pool.name);
    if (live === undefined) continue;
    const queue = ranked(pool, demands.get(pool.name) ?? [], { holdings: input.holdings, sitting: live.people });
    const { placed, left } = placeAll(pool, queue, live.outside);
    seats.set(pool.name, placed);
    for (const [index, demand] of left.entries()) waiting.push(waitingEntry(pool, demand, index + 1));
    summaries.push(...summarise(pool, { placed, live, people: input.people }));
  }
  return { seats, waiting, summaries };
}

/** Rank of the pool's rules, then who sits already, then who was here first, then id: a total order. */
function ranked(
  pool: LicensePool,
  demands: readonly SeatDemand[],
  known: { readonly holdings: AllocationInput["holdings"]; readonly sitting: ReadonlySet<string> },
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

/** Seats given outside Rollcall take from the overflow; beyond it they take from the total, so from whoever comes last. */
function placeAll(pool: LicensePool, queue: readonly SeatDemand[], outside: number) {
  const free = new Map(Object.entries(pool.quota));
  free.set(overflowLocation, pool.overflow - outside);
  let total = totalQuota(pool) - outside;
  const placed = new Map<string, Seat>();
  const left: SeatDemand[] = [];
  for (const demand of queue) {
    const own = seatLocation(pool, demand.person);
    const location = [own, overflowLocation].find((name) => (free.get(name) ?? 0) > 0);
    if (location === undefined || total <= 0) {
      left.push(demand);
      continue;
    }
    total -= 1;
    free.set(location, (free.get(location) ?? 0) - 1);
    placed.set(demand.person.id, { person: demand.person.id, pool: pool.name, location, because: demand.because });
  }
  return { placed, left };
}

function waitingEntry(pool: LicensePool, { person }: SeatDemand, place: number): Waiting {
  const location = seatLocation(pool, person);
  const whose = location === overflowLocation ? "the overflow" : `${location} and of the overflow`;
  return { pool: pool.name, person: person.id, location, place, reason: `all seats of ${whose} are taken` };
}
