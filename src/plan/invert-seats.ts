import type { Account } from "../model/access.ts";
import { compareText } from "../model/compare.ts";
import { groupBy } from "../model/group-by.ts";
import type { LicensePool } from "../model/pool.ts";
import { type Deed, targetOf } from "./deed.ts";
import {
  asBefore,
  groundsOf,
  holding,
  type Inversion,
  type Inverted,
  irreversibleReason,
  notUndone,
  subjectOf,
} from "./inversion.ts";
import { assignSeat, releaseSeat } from "./make-change.ts";
import { overflowLocation } from "./seat-location.ts";
import { isOtherTier } from "./tiers.ts";

/** What putting seats back takes beside the deeds. */
export interface SeatingBack {
  /** Free seats of a pool by location once these people have given theirs back; null for a pool that could not be read. */
  freeWithout(pool: LicensePool, leaving: ReadonlySet<string>): ReadonlyMap<string, number> | null;
  needsOf(account: string | null): readonly string[];
}

/** Gives seats back and takes them back, never more than a location and the overflow have: a seat that is taken is a finding. */
export function invertSeats(inversion: Inversion, seating: SeatingBack): Inverted {
  const inOrder = inversion.deeds.toSorted((a, b) => compareText(a.entry.key, b.entry.key));
  const seats = inOrder.map((deed) => seatOf(inversion, deed));
  const wanted = seats.flatMap((seat) => (seat.kind === "wanted" ? [seat] : []));
  const pools = [...groupBy(wanted, ({ pool }) => pool.name).values()];
  const moved = pools.flatMap((own) => movePool(inversion, own, seating));
  const byAccount = groupBy(moved, ({ seat }) => seat.account.id);
  const parts = [
    ...seats.flatMap((seat) => (seat.kind === "said" ? [seat.inverted] : [])),
    ...moved.map((each) => afterOtherTier(each, byAccount.get(each.seat.account.id) ?? [])),
  ];
  return {
    changes: parts.flatMap(({ changes }) => changes),
    findings: parts.flatMap(({ findings }) => findings),
  };
}

/** All that moves in one pool: whoever leaves makes room first. */
function movePool(inversion: Inversion, seats: readonly Wanted[], seating: SeatingBack): readonly Moved[] {
  const [first] = seats;
  if (first === undefined) return [];
  const [leaving, coming] = [seats.filter(({ isHeld }) => isHeld), seats.filter(({ isHeld }) => !isHeld)];
  const people = new Set(leaving.flatMap(({ deed }) => deed.entry.person ?? []));
  const free = seating.freeWithout(first.pool, people);
  const left = free === null ? null : new Map(free);
  return [
    ...leaving.map((seat) => ({ seat, inverted: release(inversion, seat) })),
    ...coming.map((seat) => ({ seat, inverted: assign(inversion, seat, { free: left, seating }) })),
  ];
}

interface Moved {
  readonly seat: Wanted;
  readonly inverted: Inverted;
}

/** Nobody is left without the tier that they have for one that they cannot have back. */
function afterOtherTier({ seat, inverted }: Moved, own: readonly Moved[]): Inverted {
  if (!seat.isHeld) return inverted;
  const back = own.find((other) => !other.seat.isHeld && isOtherTier(other.seat.pool, seat.pool));
  if (back === undefined) return inverted;
  const [assigned] = back.inverted.changes;
  if (assigned === undefined) return notUndone(seat.deed, `${back.seat.pool.name} has no seat left to go back to`);
  const changes = inverted.changes.map((change) => ({ ...change, needs: [...change.needs, assigned.key] }));
  return { ...inverted, changes };
}

/** A seat that has to be given or taken back. */
interface Wanted {
  readonly kind: "wanted";
  readonly deed: Deed;
  readonly account: Account;
  readonly pool: LicensePool;
  readonly location: string;
  readonly isHeld: boolean;
}

function seatOf(inversion: Inversion, deed: Deed): Wanted | { kind: "said"; inverted: Inverted } {
  const target = targetOf(deed.entry);
  if (target?.kind !== "seat") return { kind: "said", inverted: asBefore };
  const pool = inversion.context.desired.pools.find(({ name }) => name === target.pool);
  if (pool === undefined) return { kind: "said", inverted: notUndone(deed, "the files have no such pool any more") };
  const reason = irreversibleReason(inversion, deed.entry.kind);
  if (reason !== null) return { kind: "said", inverted: notUndone(deed, reason) };
  const held = holding(inversion, deed, pool.seat);
  if (held.kind === "said") return held;
  if (held.isHeld !== (deed.entry.kind === "assign-seat")) return { kind: "said", inverted: asBefore };
  return { kind: "wanted", deed, pool, location: target.location, account: held.account, isHeld: held.isHeld };
}

function release(inversion: Inversion, { deed, account, pool, location }: Wanted): Inverted {
  const seat = { entitlement: pool.seat, pool: pool.name, location };
  return { changes: [releaseSeat(subjectOf(inversion, deed, account), seat, groundsOf(inversion))], findings: [] };
}

function assign(
  inversion: Inversion,
  { deed, account, pool, location: own }: Wanted,
  { free, seating }: { free: Map<string, number> | null; seating: SeatingBack },
): Inverted {
  if (free === null) return notUndone(deed, "the application does not tell who sits in the pool");
  const location = [own, overflowLocation].find((name) => (free.get(name) ?? 0) > 0);
  if (location === undefined) return notUndone(deed, takenMeanwhile);
  free.set(location, (free.get(location) ?? 0) - 1);
  const seat = { entitlement: pool.seat, pool: pool.name, location };
  const grounds = groundsOf(inversion, seating.needsOf(account.id));
  return { changes: [assignSeat(subjectOf(inversion, deed, account), seat, grounds)], findings: [] };
}

/** Why a seat is not given back. */
export const takenMeanwhile = "the pool has no seat left for it";
