import type { Seat } from "../model/access.ts";
import { compareText } from "../model/compare.ts";
import { groupBy } from "../model/group-by.ts";
import type { Holding } from "../model/holding.ts";
import type { Person } from "../model/person.ts";
import type { SeatSummary, Waiting } from "../model/plan.ts";
import type { LicensePool, PriorityRule } from "../model/pool.ts";
import { attributeOf, fits } from "./birthright.ts";
import type { SeatDemand } from "./desired.ts";
import { placeSeats } from "./place-seats.ts";
import { locationsFor, overflowLocation, seatLocation } from "./seat-location.ts";
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
  /** Who asks for a seat and may not have one: person ids by pool. */
  readonly ineligible: ReadonlyMap<string, ReadonlySet<string>>;
  readonly summaries: readonly SeatSummary[];
}

/**
 * Gives every pool's seats to those who ask, best rank first: at most one seat a person and pool, never more than the
 * quota, own location before overflow before others, and nobody loses a seat to somebody of equal rank.
 */
export function allocate(input: AllocationInput): Allocation {
  const seats = new Map<string, ReadonlyMap<string, Seat>>();
  const waiting: Waiting[] = [];
  const ineligible = new Map<string, ReadonlySet<string>>();
  const summaries: SeatSummary[] = [];
  const places = seniority(input.demands);
  const demands = groupBy(input.demands, ({ pool }) => pool);
  for (const pool of input.pools.toSorted((a, b) => compareText(a.name, b.name))) {
    const live = input.live.get(pool.name);
    if (live === undefined) continue;
    const asked = demands.get(pool.name) ?? [];
    const byRight = groupBy(asked, ({ person }) => isEligible(pool, person));
    const refused = byRight.get(false);
    if (refused !== undefined) ineligible.set(pool.name, new Set(refused.map(({ person }) => person.id)));
    const queue = ranked(pool, byRight.get(true) ?? [], { holdings: input.holdings, sitting: live.people, places });
    const { placed: found, left } = placeSeats(pool, queue, live.outside);
    const placed = new Map(found.map(({ demand, location }) => [demand.person.id, seatOf(demand, location)]));
    seats.set(pool.name, placed);
    for (const [index, demand] of left.entries()) waiting.push(waitingEntry(pool, demand, index + 1));
    summaries.push(...summarise(pool, { placed, live, people: input.people }));
  }
  return { seats, waiting, ineligible, summaries };
}

/** Whether one of the pool's rows describes a person. */
export function isEligible({ eligible }: LicensePool, person: Person): boolean {
  return eligible === null || eligible.some((conditions) => fits(conditions, person));
}

/** Rank of the pool's rules, then who sits already, then who was here first, then id: a total order, as one number for each. */
function ranked(
  pool: LicensePool,
  demands: readonly SeatDemand[],
  known: {
    readonly holdings: AllocationInput["holdings"];
    readonly sitting: ReadonlySet<string>;
    readonly places: ReadonlyMap<string, number>;
  },
): readonly SeatDemand[] {
  const { holdings, sitting, places } = known;
  const byPlace = new Map<number, SeatDemand>();
  const keys = Float64Array.from(demands, (demand) => {
    const { person } = demand;
    const place = places.get(person.id) ?? 0;
    byPlace.set(place, demand);
    const rank = rankOf(pool.priority, person, holdings.get(person.id) ?? []);
    return (2 * rank + (sitting.has(person.id) ? 0 : 1)) * places.size + place;
  });
  return [...keys.sort()].flatMap((key) => byPlace.get(key % places.size) ?? []);
}

/** Everybody's place by start, then id: who was here first comes first among equals. */
function seniority(demands: readonly SeatDemand[]): ReadonlyMap<string, number> {
  const people = [...new Map(demands.map(({ person }) => [person.id, person])).values()];
  people.sort((a, b) => compareText(a.start ?? "", b.start ?? "") || compareText(a.id, b.id));
  return new Map(people.map(({ id }, place) => [id, place]));
}

function rankOf(priority: readonly PriorityRule[], person: Person, holdings: readonly Holding[]): number {
  const rank = priority.findIndex((rule) =>
    rule.kind === "role"
      ? holdings.some(({ role }) => role === rule.role)
      : attributeOf(person, rule.attribute) === rule.value,
  );
  return rank < 0 ? priority.length : rank;
}

function seatOf({ person, pool, because }: SeatDemand, location: string): Seat {
  return { person: person.id, pool, location, because };
}

function waitingEntry(pool: LicensePool, { person }: SeatDemand, place: number): Waiting {
  const location = seatLocation(pool, person);
  const places = locationsFor(pool, location).map((name) => (name === overflowLocation ? "the overflow" : name));
  const reason = `all seats of ${andOf(places)} are taken`;
  return { pool: pool.name, person: person.id, location, place, reason };
}

function andOf(names: readonly string[]): string {
  const last = names.at(-1) ?? "";
  return names.length < 2 ? last : `${names.slice(0, -1).join(", of ")} and of ${last}`;
}
