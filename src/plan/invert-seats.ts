import type { Account } from "../model/access.ts";
import { compareText } from "../model/compare.ts";
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

/** Free seats of one pool by location, before anything is put back. */
export type FreeSeats = ReadonlyMap<string, number>;

/** What putting seats back takes beside the deeds. */
export interface SeatingBack {
  /** By pool; a pool that is missing could not be read. */
  readonly free: ReadonlyMap<string, FreeSeats>;
  needsOf(account: string | null): readonly string[];
}

/** Gives seats back and takes them back, never more than a location and the overflow have: a seat that is taken is a finding. */
export function invertSeats(inversion: Inversion, seating: SeatingBack): Inverted {
  const parts: Inverted[] = [];
  const free = new Map<string, Map<string, number>>();
  for (const [pool, seats] of seating.free) free.set(pool, new Map(seats));
  const wanted: Wanted[] = [];
  for (const deed of inversion.deeds.toSorted((a, b) => compareText(a.entry.key, b.entry.key))) {
    const seat = seatOf(inversion, deed);
    if (seat.kind === "said") parts.push(seat.inverted);
    else if (seat.isHeld) parts.push(release(inversion, seat, free.get(seat.pool.name)));
    else wanted.push(seat);
  }
  for (const seat of wanted) parts.push(assign(inversion, seat, { free: free.get(seat.pool.name), seating }));
  return {
    changes: parts.flatMap(({ changes }) => changes),
    findings: parts.flatMap(({ findings }) => findings),
  };
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

function release(
  inversion: Inversion,
  { deed, account, pool, location }: Wanted,
  free: Map<string, number> | undefined,
): Inverted {
  free?.set(location, (free.get(location) ?? 0) + 1);
  const seat = { entitlement: pool.seat, pool: pool.name, location };
  return { changes: [releaseSeat(subjectOf(inversion, deed, account), seat, groundsOf(inversion))], findings: [] };
}

function assign(
  inversion: Inversion,
  { deed, account, pool, location: own }: Wanted,
  { free, seating }: { free: Map<string, number> | undefined; seating: SeatingBack },
): Inverted {
  if (free === undefined) return notUndone(deed, "the application does not tell who sits in the pool");
  const location = [own, overflowLocation].find((name) => (free.get(name) ?? 0) > 0);
  if (location === undefined) return notUndone(deed, takenMeanwhile);
  free.set(location, (free.get(location) ?? 0) - 1);
  const seat = { entitlement: pool.seat, pool: pool.name, location };
  const grounds = groundsOf(inversion, seating.needsOf(account.id));
  return { changes: [assignSeat(subjectOf(inversion, deed, account), seat, grounds)], findings: [] };
}

/** Why a seat is not given back. */
export const takenMeanwhile = "the seat is taken meanwhile, and the pool has no other";
