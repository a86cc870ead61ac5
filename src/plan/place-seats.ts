import { compareText } from "../model/compare.ts";
import type { Person } from "../model/person.ts";
import type { LicensePool } from "../model/pool.ts";
import { locationsFor, overflowLocation, overflowSeats, seatLocation, totalQuota } from "./seat-location.ts";

/**
 * Gives the seats of a pool to a queue, first come first served: nobody is left whom a seat could be found for by moving those before
 * to other locations that are open to them. The queue names the location of each; so does the answer, null for who is left. `taken`:
 * seats that others hold, of the overflow while it lasts and then of the total.
 */
export function placeSeats(pool: LicensePool, queue: readonly string[], taken: number): readonly (string | null)[] {
  const floor = new Floor(pool, taken);
  let free = totalQuota(pool) - taken;
  const isSeated = queue.map((origin) => {
    const isIn = free > 0 && floor.admit(origin);
    if (isIn) free -= 1;
    return isIn;
  });
  const next = floor.handOut();
  return queue.map((origin, place) => (isSeated[place] === true ? next(origin) : null));
}

/** Seats by location for people who sit already, whatever the total; those for whom none is found count for the overflow. */
export function countSeats(pool: LicensePool, people: Iterable<Person>, taken: number): ReadonlyMap<string, number> {
  const floor = new Floor(pool, taken);
  const origins = new Map<string, number>();
  for (const person of people) {
    const origin = seatLocation(pool, person);
    origins.set(origin, (origins.get(origin) ?? 0) + 1);
  }
  const used = new Map([[overflowLocation, taken]]);
  // In the order of the locations, so that the same people always give the same numbers.
  for (const [origin, count] of [...origins].sort(([a], [b]) => compareText(a, b))) {
    for (let left = count; left > 0; left -= 1) {
      if (!floor.admit(origin)) add(used, overflowLocation, 1);
    }
  }
  for (const origin of origins.keys()) {
    for (const [location, count] of floor.seatsOf(origin)) add(used, location, count);
  }
  return used;
}

function add(counts: Map<string, number>, key: string, by: number): void {
  counts.set(key, (counts.get(key) ?? 0) + by);
}

/**
 * Seats by location, as numbers: people of the same location may sit at the same places, so that only how many of them sit where
 * matters. Finding room is the search for an augmenting path in a bipartite matching; whom it was not found for once, never gets any.
 */
class Floor {
  readonly #pool: LicensePool;
  readonly #free: Map<string, number>;
  /** How many of an origin sit at a location. */
  readonly #seated = new Map<string, Map<string, number>>();
  readonly #closed = new Set<string>();
  /** Where people of an origin may sit. */
  readonly #open = new Map<string, readonly string[]>();

  constructor(pool: LicensePool, taken: number) {
    this.#pool = pool;
    this.#free = new Map([...Object.entries(pool.quota), [overflowLocation, overflowSeats(pool) - taken]]);
  }

  /** Seats one more of an origin; false when there is no room, whoever moves. */
  admit(origin: string): boolean {
    if (this.#closed.has(origin)) return false;
    const location = this.#room(this.#locationsFor(origin));
    if (location === null) {
      this.#closed.add(origin);
      return false;
    }
    this.#count(origin, location, 1);
    return true;
  }

  /** Takes a seat at the first of these locations that has one, or that gets one when others move; null: there is none. */
  #room(wanted: readonly string[]): string | null {
    const direct = wanted.find((location) => this.#isFree(location));
    const path = direct === undefined ? this.#path(wanted) : [];
    const end = direct ?? path?.[0]?.to;
    if (end === undefined || path === null) return null;
    this.#free.set(end, (this.#free.get(end) ?? 0) - 1);
    for (const { origin, from, to } of path) {
      this.#count(origin, from, -1);
      this.#count(origin, to, 1);
    }
    return path.at(-1)?.from ?? end;
  }

  /** How many of an origin sit where, the places that they like best first. */
  seatsOf(origin: string): readonly (readonly [location: string, count: number])[] {
    const seated = this.#seated.get(origin);
    return this.#locationsFor(origin).map((location) => [location, seated?.get(location) ?? 0]);
  }

  /** Gives the seats of each origin one by one, the places that they like best first. */
  handOut(): (origin: string) => string {
    const rest = new Map(
      [...this.#seated.keys()].map((origin) => [origin, this.seatsOf(origin).map(([...seat]) => seat)]),
    );
    return (origin) => {
      const seats = rest.get(origin) ?? [];
      const seat = seats.find(([, count]) => count > 0);
      if (seat === undefined) return origin;
      seat[1] -= 1;
      return seat[0];
    };
  }

  /** From a location that is wanted to one with room, by moving one of an origin at each step; null: there is none. */
  #path(wanted: readonly string[]): readonly Move[] | null {
    const cameBy = new Map<string, Move | null>(wanted.map((location) => [location, null]));
    for (const [from] of cameBy) {
      for (const [origin, seated] of this.#seated) {
        if ((seated.get(from) ?? 0) === 0) continue;
        for (const to of this.#locationsFor(origin)) {
          if (cameBy.has(to)) continue;
          cameBy.set(to, { origin, from, to });
          if (this.#isFree(to)) return movesTo(to, cameBy);
        }
      }
    }
    return null;
  }

  #locationsFor(origin: string): readonly string[] {
    const known = this.#open.get(origin);
    if (known !== undefined) return known;
    const locations = locationsFor(this.#pool, origin);
    this.#open.set(origin, locations);
    return locations;
  }

  #isFree(location: string): boolean {
    return (this.#free.get(location) ?? 0) > 0;
  }

  #count(origin: string, location: string, by: number): void {
    const seated = this.#seated.get(origin);
    if (seated === undefined) this.#seated.set(origin, new Map([[location, by]]));
    else add(seated, location, by);
  }
}

interface Move {
  readonly origin: string;
  readonly from: string;
  readonly to: string;
}

/** The moves that end at a location, the last one first. */
function movesTo(end: string, cameBy: ReadonlyMap<string, Move | null>): readonly Move[] {
  const moves: Move[] = [];
  for (let move = cameBy.get(end) ?? null; move !== null; move = cameBy.get(move.from) ?? null) moves.push(move);
  return moves;
}
