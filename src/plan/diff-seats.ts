import type { Seat } from "../model/access.ts";
import type { Because } from "../model/because.ts";
import type { Change } from "../model/change.ts";
import { entitlementKey } from "../model/entitlement-key.ts";
import type { Finding } from "../model/finding.ts";
import type { Person } from "../model/person.ts";
import type { Waiting } from "../model/plan.ts";
import type { LicensePool } from "../model/pool.ts";
import type { Allocation } from "./allocate.ts";
import { newAccount, reopenedAccount } from "./compare-account.ts";
import { type DiffContext, needsOf, subjectFor } from "./diff-context.ts";
import type { LiveIndex } from "./live-index.ts";
import type { LiveSeats } from "./live-seats.ts";
import { assignSeat, changeKey, releaseSeat } from "./make-change.ts";
import { ownerOf, strangerRule } from "./owner.ts";
import { lossReasons } from "./reason.ts";
import { overflowLocation, seatLocation } from "./seat-location.ts";
import { isUpgrade, type TierMove, tierMove, tierReason } from "./tiers.ts";
import type { UserNames } from "./user-names.ts";

/** Who gets which seat. */
export interface SeatPlacement extends Pick<Allocation, "seats" | "waiting" | "ineligible"> {
  /** Who loses an unused seat, and why: by pool, then person. */
  readonly reclaimed: ReadonlyMap<string, ReadonlyMap<string, Because>>;
}

/** What seatChanges works on. */
export interface Seating {
  readonly index: LiveIndex;
  readonly seats: readonly LiveSeats[];
  readonly placement: SeatPlacement;
  readonly names: UserNames;
}

/** Seats to release and to assign, and the accounts that only a seat asks for. */
export function seatChanges(
  context: DiffContext,
  seating: Seating,
): { readonly changes: readonly Change[]; readonly findings: readonly Finding[] } {
  const views = seating.seats.flatMap((seats) => viewOf(context, seating, seats));
  return {
    changes: [
      ...openings(context, seating, views),
      ...views.flatMap((view) => [
        ...releases(context, seating.index, { ...view, tiers: views }),
        ...strangersReleases(context, seating.index, view),
        ...assignments(context, seating.index, { ...view, tiers: views }),
      ]),
    ],
    findings: views.flatMap((view) =>
      view.outside.map((id) => outsideFinding(context, seating.index, { ...view, id })),
    ),
  };
}

/** One readable pool: who sits there, who shall, and who is kept waiting. */
interface PoolView {
  readonly pool: LicensePool;
  readonly people: ReadonlySet<string>;
  readonly outside: readonly string[];
  readonly leaving: readonly string[];
  readonly placed: ReadonlyMap<string, Seat>;
  readonly waiting: ReadonlyMap<string, Waiting>;
  readonly ineligible: ReadonlySet<string>;
  readonly reclaimed: ReadonlyMap<string, Because>;
}

/** A pool among those in which there may be other tiers of its product. */
interface TierView extends PoolView {
  readonly tiers: readonly PoolView[];
}

const nobody: ReadonlySet<string> = new Set();
const nothing: ReadonlyMap<string, Because> = new Map();

function viewOf(context: DiffContext, { placement }: Seating, seats: LiveSeats): readonly PoolView[] {
  const pool = context.desired.pools.find(({ name }) => name === seats.pool);
  const placed = placement.seats.get(seats.pool);
  if (pool === undefined || placed === undefined || seats.people === null) return [];
  const waiting = placement.waiting
    .filter((entry) => entry.pool === pool.name)
    .map((entry) => [entry.person, entry] as const);
  const ineligible = placement.ineligible.get(pool.name) ?? nobody;
  const reclaimed = placement.reclaimed.get(pool.name) ?? nothing;
  return [{ ...seats, pool, people: seats.people, placed, waiting: new Map(waiting), ineligible, reclaimed }];
}

/** Accounts that only a seat asks for, made or opened again because it is there; once, however many seats there are. */
function openings(context: DiffContext, { index, names }: Seating, views: readonly PoolView[]): readonly Change[] {
  const seated = new Set(views.flatMap(({ placed }) => [...placed.keys()]));
  const changes: Change[] = [];
  for (const id of seated) {
    const wanted = context.desired.accounts.get(id);
    if (wanted?.seatOnly !== true) continue;
    const live = index.byPerson.get(id);
    const claim = names.claim(wanted.person);
    if (live === undefined && claim.kind === "free") changes.push(newAccount(context, wanted, claim.needs));
    if (live?.active === false) changes.push(reopenedAccount(context, wanted, live));
  }
  return changes;
}

function assignments(context: DiffContext, index: LiveIndex, view: TierView): readonly Change[] {
  const { pool, people, placed } = view;
  const changes: Change[] = [];
  for (const { person, location, because: roles } of placed.values()) {
    const wanted = context.desired.accounts.get(person);
    if (wanted === undefined || people.has(person)) continue;
    const move = tierMove(view, person);
    // Where nothing can be taken there is no move: two tiers would be worse than the one that is there.
    if (move !== null && !context.can.has("release-seat")) continue;
    const seat = { entitlement: pool.seat, pool: pool.name, location };
    const needs = needsOf(context, index, wanted);
    const because = move === null ? roles : [tierReason(pool, move), ...roles];
    changes.push(assignSeat(subjectFor(context, index, wanted), seat, { because, needs }));
  }
  return changes;
}

function releases(context: DiffContext, index: LiveIndex, view: TierView): readonly Change[] {
  const { pool } = view;
  const changes: Change[] = [];
  for (const id of view.people) {
    const live = index.byPerson.get(id);
    const person = context.people.get(id);
    if (view.placed.has(id) || live === undefined || person === undefined) continue;
    const { name: application } = context.desired.application;
    const subject = { application, person: id, account: live.id, userName: live.userName };
    const seat = { entitlement: pool.seat, pool: pool.name, location: seatLocation(pool, person) };
    const move = tierMove(view, id);
    // So that nobody is left without either: the other tier first.
    const needs = move === null || move.isThere ? [] : [changeKey(subject, "assign-seat", move.to.name)];
    changes.push(releaseSeat(subject, seat, { because: givingReasons(context, view, { person, move }), needs }));
  }
  return changes;
}

/** Whoever gets something better is told no more; whoever gets less, also why. */
function givingReasons(
  context: DiffContext,
  view: PoolView,
  { person, move }: { readonly person: Person; readonly move: TierMove | null },
): readonly Because[] {
  if (move === null) return releaseReasons(context, view, person);
  const reason = tierReason(view.pool, move);
  return isUpgrade(move) ? [reason] : [reason, ...releaseReasons(context, view, person)];
}

function releaseReasons(
  context: DiffContext,
  { pool, waiting, ineligible, reclaimed }: PoolView,
  person: Person,
): readonly Because[] {
  const entry = waiting.get(person.id);
  if (entry !== undefined) return [displacement(pool, entry)];
  if (ineligible.has(person.id))
    return [{ kind: "pool", pool: pool.name, text: "not eligible for a seat", at: pool.at }];
  const unused = reclaimed.get(person.id);
  if (unused !== undefined) return [unused];
  const managed = context.desired.managed.get(entitlementKey(pool.seat));
  return lossReasons(context, person, managed ?? { entitlement: pool.seat, roles: [], at: pool.at, pool: pool.name });
}

function displacement(pool: LicensePool, { place, reason }: Waiting): Because {
  const text = `others come first: place ${place} of those who wait, because ${reason}`;
  return { kind: "pool", pool: pool.name, text, at: pool.at };
}

function strangersReleases(context: DiffContext, index: LiveIndex, { pool, leaving }: PoolView): readonly Change[] {
  const { name: application } = context.desired.application;
  const seat = { entitlement: pool.seat, pool: pool.name, location: overflowLocation };
  return leaving.flatMap((id) => {
    const account = index.strangers.get(id);
    if (account === undefined) return [];
    const { because } = strangerRule(context, account);
    return [
      releaseSeat({ application, person: null, account: id, userName: account.userName }, seat, { because: [because] }),
    ];
  });
}

function outsideFinding(
  context: DiffContext,
  index: LiveIndex,
  { pool, id }: { pool: LicensePool; id: string },
): Finding {
  const subject = ownerOf(context, index, id).userName;
  const message = `holds a seat of ${pool.name} that was given outside Rollcall: it is counted as used`;
  return { kind: "seat-outside-rollcall", application: context.desired.application.name, subject, message };
}
