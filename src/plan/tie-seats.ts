import type { Change } from "../model/change.ts";
import { groupBy } from "../model/group-by.ts";
import type { LicensePool } from "../model/pool.ts";
import { type Assign, type Move, makeMoves, type Release } from "./seat-moves.ts";
import { SeatRoom } from "./seat-room.ts";

/**
 * Ties each seat that is free only after a release to one release of the same pool, so that no pool is over its quota at any
 * step, also when a release fails. A release that needs an assignment comes after it, and makes room in its turn; where such
 * moves wait for one another in a circle, somebody gives the seat back first. What would go over the quota whatever succeeds is
 * left out, with the release that needs it. `changes` are in the order of a plan, and so is what comes back.
 */
export function tieSeats(
  changes: readonly Change[],
  freeNow: ReadonlyMap<string, number>,
  pools: readonly LicensePool[],
): readonly Change[] {
  const wanted = seatsOf(changes);
  const seats = fitting(wanted, freeNow);
  const rooms = new Map([...freeNow].map(([pool, free]) => [pool, new SeatRoom(free)]));
  for (const { pool, key } of seats.releases) rooms.get(pool)?.open(key);
  const ranks = new Map(pools.map(({ name, tier }) => [name, tier?.rank ?? 0]));
  const { steps, first } = makeMoves(seats.moves, { rooms, rankOf: (pool) => ranks.get(pool) ?? 0 });
  const given = seats.assigns.flatMap((change) => {
    const needs = rooms.get(change.pool)?.take();
    if (needs === undefined || needs === null) return [];
    return needs.length === 0 ? change : { ...change, needs: [...change.needs, ...needs] };
  });
  const moving = new Set(wanted.moves.flatMap(({ leaves }) => leaves.map(({ key }) => key)));
  const before = changes.flatMap((change) => {
    if (change.kind === "assign-seat") return [];
    return moving.has(change.key) ? (first.get(change.key) ?? []) : change;
  });
  return [...before, ...steps, ...given];
}

interface Seats {
  readonly moves: readonly Move[];
  /** Seats of those who give none back. */
  readonly assigns: readonly Assign[];
  readonly releases: readonly Release[];
}

function seatsOf(changes: readonly Change[]): Seats {
  const assigns = changes.flatMap((change) => (change.kind === "assign-seat" ? change : []));
  const releases = changes.flatMap((change) => (change.kind === "release-seat" ? change : []));
  const keys = new Set(assigns.map(({ key }) => key));
  const leaves = groupBy(releases, ({ needs }) => needs.find((need) => keys.has(need)) ?? null);
  return {
    moves: assigns.flatMap((assign) => {
      const own = leaves.get(assign.key);
      return own === undefined ? [] : { assign, leaves: own };
    }),
    assigns: assigns.filter(({ key }) => !leaves.has(key)),
    releases: leaves.get(null) ?? [],
  };
}

/** Without the seats for which there is no room when all the rest has been done; who is left out makes no room either. */
function fitting(seats: Seats, freeNow: ReadonlyMap<string, number>): Seats {
  let kept = seats;
  for (;;) {
    const room = new Map(freeNow);
    const add = (pool: string, by: number) => room.set(pool, (room.get(pool) ?? 0) + by);
    for (const { pool } of [...kept.releases, ...kept.moves.flatMap(({ leaves }) => leaves)]) add(pool, 1);
    const fits = ({ pool }: Assign) => {
      if (!freeNow.has(pool) || (room.get(pool) ?? 0) <= 0) return false;
      add(pool, -1);
      return true;
    };
    const moves = kept.moves.filter(({ assign }) => fits(assign));
    const assigns = kept.assigns.filter(fits);
    const isSame = moves.length === kept.moves.length && assigns.length === kept.assigns.length;
    if (isSame) return kept;
    kept = { ...kept, moves, assigns };
  }
}
