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
import { isProtected } from "./protected-seats.ts";
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
 * Gives every pool's seats to those who ask, best rank first: at most one seat a person and pool, or product where pools are
 * tiers of one, the best that there is for them; never more than the quota, own location before overflow before others, and
 * nobody loses a seat to somebody of equal rank.
 */
export function allocate(input: AllocationInput): Allocation {
  const places = seniority(input.demands);
  const demands = groupBy(input.demands, ({ pool }) => pool);
  const seated = new Map<string, Set<string>>();
  const filled = bestFirst(readable(input)).map(({ pool, live }) => {
    const own = demands.get(pool.name) ?? [];
    const above = pool.tier === null ? nobody : (seated.get(pool.tier.product) ?? nobody);
    const asked = above.size === 0 ? own : own.filter(({ person }) => !above.has(person.id));
    const part = fill(pool, asked, { ...input, live, places });
    if (pool.tier !== null) seated.set(pool.tier.product, new Set([...above, ...part.placed.keys()]));
    return part;
  });
  const parts = filled.sort((a, b) => compareText(a.pool.name, b.pool.name));
  return {
    seats: new Map(parts.map(({ pool, placed }) => [pool.name, placed])),
    waiting: parts.flatMap(({ waiting }) => waiting),
    ineligible: new Map(parts.flatMap(({ pool, refused }) => (refused.size === 0 ? [] : [[pool.name, refused]]))),
    summaries: parts.flatMap(({ summaries }) => summaries),
  };
}

const nobody: ReadonlySet<string> = new Set();

interface Readable {
  readonly pool: LicensePool;
  readonly live: SeatsTaken;
}

/** Who sits in one tier decides about the others: a product is left as it is while one of its pools cannot be read. */
function readable({ pools, live }: AllocationInput): readonly Readable[] {
  const unknown = new Set(pools.flatMap(({ name, tier }) => (live.has(name) ? [] : (tier?.product ?? []))));
  return pools.flatMap((pool) => {
    const taken = live.get(pool.name);
    const isWhole = pool.tier === null || !unknown.has(pool.tier.product);
    return taken === undefined || !isWhole ? [] : [{ pool, live: taken }];
  });
}

/** The better tiers of a product before the others: who gets one asks for no other. */
function bestFirst(pools: readonly Readable[]): readonly Readable[] {
  const rank = ({ pool }: Readable) => pool.tier?.rank ?? 0;
  return pools.toSorted((a, b) => rank(b) - rank(a) || compareText(a.pool.name, b.pool.name));
}

/** One pool with those who sit and wait there. */
interface Filled {
  readonly pool: LicensePool;
  readonly placed: ReadonlyMap<string, Seat>;
  readonly waiting: readonly Waiting[];
  readonly refused: ReadonlySet<string>;
  readonly summaries: readonly SeatSummary[];
}

function fill(
  pool: LicensePool,
  asked: readonly SeatDemand[],
  found: Pick<AllocationInput, "holdings" | "people"> & {
    readonly live: SeatsTaken;
    readonly places: ReadonlyMap<string, number>;
  },
): Filled {
  const { holdings, people, live, places } = found;
  const byRight = groupBy(asked, ({ person }) => isEligible(pool, person));
  const refused = new Set(byRight.get(false)?.map(({ person }) => person.id));
  const queue = ranked(pool, byRight.get(true) ?? [], { holdings, sitting: live.people, places });
  const { placed: seats, left } = placeSeats(pool, queue, live.outside);
  const placed = new Map(seats.map(({ demand, location }) => [demand.person.id, seatOf(demand, location)]));
  const waiting = left.map((demand, index) => waitingEntry(pool, demand, index + 1));
  return { pool, placed, waiting, refused, summaries: summarise(pool, { placed, live, people }) };
}

/** Whether one of the pool's rows describes a person. */
export function isEligible({ eligible }: LicensePool, person: Person): boolean {
  return eligible === null || eligible.some((conditions) => fits(conditions, person));
}

/** Who sits and is protected, then the rank of the pool's rules, then who sits already, then who was here first, then id: a total order, as one number for each. */
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
    const sits = sitting.has(person.id);
    const isFirst = sits && isProtected(pool, person);
    const rank = isFirst ? 0 : 1 + rankOf(pool.priority, person, holdings.get(person.id) ?? []);
    return (2 * rank + (sits ? 0 : 1)) * places.size + place;
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
