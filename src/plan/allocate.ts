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
  /** Pools as they were when the last run was recorded; null when that is not known. */
  readonly poolsBefore: readonly LicensePool[] | null;
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
  const queues = bestFirst(queuesOf(readable(input), input));
  const seated = new Map<string, Set<string>>();
  const earlier = new Map((input.poolsBefore ?? []).map((pool) => [pool.name, pool]));
  const filled = queues.map((queue) => {
    const { tier } = queue.pool;
    const above = tier === null ? nobody : (seated.get(tier.product) ?? nobody);
    const before = earlier.get(queue.pool.name) ?? null;
    const part = fill(queue, { above, before, people: input.people });
    if (tier !== null) seated.set(tier.product, new Set([...above, ...part.placed.keys()]));
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
function bestFirst(queues: readonly Queue[]): readonly Queue[] {
  const rank = ({ pool }: Queue) => pool.tier?.rank ?? 0;
  return queues.toSorted((a, b) => rank(b) - rank(a) || compareText(a.pool.name, b.pool.name));
}

/** One pool with those who sit and wait there. */
interface Filled {
  readonly pool: LicensePool;
  readonly placed: ReadonlyMap<string, Seat>;
  readonly waiting: readonly Waiting[];
  readonly refused: ReadonlySet<string>;
  readonly summaries: readonly SeatSummary[];
}

/** What a pool is filled with regard to. */
interface Surroundings extends Pick<AllocationInput, "people"> {
  /** Whoever has a seat in a tier above asks for none here. */
  readonly above: ReadonlySet<string>;
  readonly before: LicensePool | null;
}

function fill(queue: Queue, { above, before, people }: Surroundings): Filled {
  const { pool, live, demands, ids, origins, refused } = queue;
  const all = inOrder(queue);
  const order = above.size === 0 ? all : all.filter((at) => !above.has(ids[at] ?? ""));
  const places = placeSeats(
    pool,
    order.map((at) => origins[at] ?? overflowLocation),
    live.outside,
  );
  const locations = new Array<string | null>(demands.length).fill(null);
  const waiting: Waiting[] = [];
  for (const [place, at] of order.entries()) {
    const location = places[place] ?? null;
    locations[at] = location;
    if (location !== null) continue;
    const demand = demands[at];
    if (demand !== undefined) waiting.push(waitingEntry(pool, demand, waiting.length + 1));
  }
  const placed = new Map<string, Seat>();
  for (let at = 0; at < demands.length; at += 1) {
    const demand = demands[at];
    const person = ids[at];
    const location = locations[at] ?? null;
    if (demand === undefined || person === undefined || location === null) continue;
    placed.set(person, { person, pool: pool.name, location, because: demand.because });
  }
  return { pool, placed, waiting, refused, summaries: summarise(pool, { placed, live, people, before }) };
}

/** Whether a person may have a seat of a pool at all. */
export function isEligible({ eligible }: LicensePool, person: Person): boolean {
  return eligible === null || eligible.some((conditions) => fits(conditions, person));
}

/** Who asks for a seat of a pool and may have one, in the order of the demands; the four lists go together. */
interface Queue extends Readable {
  readonly kind: PoolKind;
  readonly demands: SeatDemand[];
  /** Of the person of each. */
  readonly ids: string[];
  /** What comes first has the smaller number: a total order. */
  readonly ranks: number[];
  /** The location of each. */
  readonly origins: string[];
  /** Who may have none. */
  readonly refused: Set<string>;
}

/** One pass over the demands of all pools, so that what is known of a person is looked up once and memory is read from end to end. */
function queuesOf(pools: readonly Readable[], { demands, holdings }: AllocationInput): readonly Queue[] {
  const alike = new LikePools();
  const queues = pools.map(
    (each): Queue => ({
      ...each,
      kind: alike.kindOf(each.pool),
      demands: [],
      ids: [],
      ranks: [],
      origins: [],
      refused: new Set(),
    }),
  );
  const byName = new Map(queues.map((queue) => [queue.pool.name, queue]));
  const places = seniority(demands);
  let last: Person | null = null;
  let place = 0;
  for (const demand of demands) {
    const { person } = demand;
    const queue = byName.get(demand.pool);
    if (queue === undefined) continue;
    const { pool, live, kind } = queue;
    if (!isEligible(pool, person)) {
      queue.refused.add(person.id);
      continue;
    }
    if (person !== last) {
      alike.turnTo(person, holdings.get(person.id) ?? []);
      place = places.get(person.id) ?? 0;
      last = person;
    }
    const sits = live.people.has(person.id);
    const isKept = sits && isProtected(pool, person);
    const rank = isKept ? 0 : 1 + 2 * alike.rankIn(pool, kind) + (sits ? 0 : 1);
    queue.demands.push(demand);
    queue.ids.push(person.id);
    queue.ranks.push(rank * places.size + place);
    queue.origins.push(alike.locationIn(pool, kind));
  }
  return queues;
}

/** Everybody's place by start, then id: who was here first comes first among equals. */
function seniority(demands: readonly SeatDemand[]): ReadonlyMap<string, number> {
  const people: Person[] = [];
  for (const { person } of demands) if (person !== people.at(-1)) people.push(person);
  // Of the same day are many: there are few starts to compare, and people come in the order of their ids already.
  const byStart = [...groupBy(people, ({ start }) => start ?? "")].sort(([a], [b]) => compareText(a, b));
  const places = new Map<string, number>();
  for (const [, own] of byStart) {
    // Who asks at several places of the list comes several times in a row.
    for (const { id } of own.sort((a, b) => compareText(a.id, b.id))) if (!places.has(id)) places.set(id, places.size);
  }
  return places;
}

/** Numbers of the rules and of the locations of a pool; pools with the same have the same. */
interface PoolKind {
  readonly priority: number;
  readonly quota: number;
}

/** What pools with the same rules, or the same locations, all say of one person: found once and not once for each. */
class LikePools {
  readonly #priorities = new Map<string, number>();
  readonly #quotas = new Map<string, number>();
  readonly #ranks: (number | null)[] = [];
  readonly #locations: (string | null)[] = [];
  #person: Person | null = null;
  #held: readonly Holding[] = [];

  /** Which rules and which locations are those of this pool, by number. */
  kindOf({ priority, quotaBy, quota }: LicensePool): PoolKind {
    const kind = {
      priority: numberOf(this.#priorities, JSON.stringify(priority)),
      quota: numberOf(this.#quotas, JSON.stringify([quotaBy, Object.keys(quota)])),
    };
    this.#ranks[kind.priority] = null;
    this.#locations[kind.quota] = null;
    return kind;
  }

  /** From now on it is about this person. */
  turnTo(person: Person, held: readonly Holding[]): void {
    this.#person = person;
    this.#held = held;
    this.#ranks.fill(null);
    this.#locations.fill(null);
  }

  rankIn(pool: LicensePool, { priority: kind }: PoolKind): number {
    const known = this.#ranks[kind] ?? null;
    if (known !== null || this.#person === null) return known ?? 0;
    const rank = rankOf(pool.priority, this.#person, this.#held);
    this.#ranks[kind] = rank;
    return rank;
  }

  locationIn(pool: LicensePool, { quota: kind }: PoolKind): string {
    const known = this.#locations[kind] ?? null;
    if (known !== null || this.#person === null) return known ?? overflowLocation;
    const location = seatLocation(pool, this.#person);
    this.#locations[kind] = location;
    return location;
  }
}

function numberOf(numbers: Map<string, number>, key: string): number {
  const number = numbers.get(key) ?? numbers.size;
  numbers.set(key, number);
  return number;
}

/** Places in the list of demands, in the order of the queue. */
function inOrder({ ranks }: Queue): readonly number[] {
  const keys = Float64Array.from(ranks);
  for (const [at, rank] of ranks.entries()) keys[at] = rank * ranks.length + at;
  return Array.from(keys.sort(), (key) => key % ranks.length);
}

/** The first rule that describes a person, from 0; as many as there are when none does. */
export function rankOf(priority: readonly PriorityRule[], person: Person, holdings: readonly Holding[]): number {
  const rank = priority.findIndex((rule) =>
    rule.kind === "role"
      ? holdings.some(({ role }) => role === rule.role)
      : attributeOf(person, rule.attribute) === rule.value,
  );
  return rank === -1 ? priority.length : rank;
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
