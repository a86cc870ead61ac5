import type { Person } from "../model/person.ts";
import type { LicensePool } from "../model/pool.ts";
import { locationsFor, overflowLocation, seatLocation, totalQuota } from "./seat-location.ts";

/** Who sits at which location, and who is left without a seat, both in the order of the queue. */
export interface Placement<Demand> {
  readonly placed: ReadonlyMap<Demand, string>;
  readonly left: readonly Demand[];
}

/**
 * Gives the seats of a pool to a queue, first come first served: nobody is left whom a seat could be found for by moving those before
 * to other locations that are open to them. `taken`: seats that others hold, of the overflow while it lasts and then of the total.
 */
export function placeSeats<Demand extends { readonly person: Person }>(
  pool: LicensePool,
  queue: readonly Demand[],
  { taken, within = totalQuota(pool) - taken }: { readonly taken: number; readonly within?: number },
): Placement<Demand> {
  const floor = new Floor(pool, taken);
  const seated = new Map<string, Demand[]>();
  const left: Demand[] = [];
  let free = within;
  for (const demand of queue) {
    const origin = seatLocation(pool, demand.person);
    if (free <= 0 || !floor.admit(origin)) {
      left.push(demand);
      continue;
    }
    free -= 1;
    const known = seated.get(origin);
    if (known === undefined) seated.set(origin, [demand]);
    else known.push(demand);
  }
  const locations = new Map<Demand, string>();
  for (const [origin, demands] of seated) {
    const seats = floor.seatsOf(origin);
    for (const [index, demand] of demands.entries()) locations.set(demand, seats[index] ?? origin);
  }
  const placed = new Map(queue.flatMap((demand): [Demand, string][] => pair(demand, locations.get(demand))));
  return { placed, left };
}

function pair<Demand>(demand: Demand, location: string | undefined): [Demand, string][] {
  return location === undefined ? [] : [[demand, location]];
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

  constructor(pool: LicensePool, taken: number) {
    this.#pool = pool;
    this.#free = new Map([...Object.entries(pool.quota), [overflowLocation, pool.overflow - taken]]);
  }

  /** Seats one more of an origin; false when there is no room, whoever moves. */
  admit(origin: string): boolean {
    if (this.#closed.has(origin)) return false;
    const open = locationsFor(this.#pool, origin);
    const direct = open.find((location) => this.#isFree(location));
    if (direct === undefined) {
      const path = this.#path(open);
      if (path === null) {
        this.#closed.add(origin);
        return false;
      }
      const first = this.#moveAlong(path);
      this.#count(origin, first, 1);
      return true;
    }
    this.#count(origin, direct, 1);
    this.#free.set(direct, (this.#free.get(direct) ?? 0) - 1);
    return true;
  }

  /** Where those of an origin sit, the places they like best first. */
  seatsOf(origin: string): readonly string[] {
    const seated = this.#seated.get(origin);
    return locationsFor(this.#pool, origin).flatMap((location) =>
      Array.from({ length: seated?.get(location) ?? 0 }, () => location),
    );
  }

  /** From a location that is wanted to one with room, by moving one of an origin at each step; null: there is none. */
  #path(wanted: readonly string[]): readonly Move[] | null {
    const cameBy = new Map<string, Move | null>(wanted.map((location) => [location, null]));
    for (const [from] of cameBy) {
      for (const [origin, seated] of this.#seated) {
        if ((seated.get(from) ?? 0) === 0) continue;
        for (const to of locationsFor(this.#pool, origin)) {
          if (cameBy.has(to)) continue;
          cameBy.set(to, { origin, from, to });
          if (this.#isFree(to)) return movesTo(to, cameBy);
        }
      }
    }
    return null;
  }

  /** Gives the location that became free. */
  #moveAlong(path: readonly Move[]): string {
    let free = "";
    for (const { origin, from, to } of path) {
      if (free === "") this.#free.set(to, (this.#free.get(to) ?? 0) - 1);
      this.#count(origin, from, -1);
      this.#count(origin, to, 1);
      free = from;
    }
    return free;
  }

  #isFree(location: string): boolean {
    return (this.#free.get(location) ?? 0) > 0;
  }

  #count(origin: string, location: string, by: number): void {
    const seated = this.#seated.get(origin) ?? new Map<string, number>();
    seated.set(location, (seated.get(location) ?? 0) + by);
    this.#seated.set(origin, seated);
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
