import type { Seat } from "../model/access.ts";
import type { Because } from "../model/because.ts";
import type { Change } from "../model/change.ts";
import { entitlementKey } from "../model/entitlement-key.ts";
import type { Finding } from "../model/finding.ts";
import type { LicensePool } from "../model/pool.ts";
import { newAccount } from "./compare-account.ts";
import type { DiffContext } from "./diff-context.ts";
import { lossReason, needsOf, subjectFor } from "./diff-memberships.ts";
import type { LiveIndex } from "./live-index.ts";
import { assignSeat, releaseSeat } from "./make-change.ts";

/** Who sits in a pool now, as the application shows it. */
export interface LiveSeats {
  readonly pool: string;
  /** Person ids; null when the application does not tell. */
  readonly people: ReadonlySet<string> | null;
  /** Remote ids of accounts that belong to nobody on the roster. */
  readonly outside: readonly string[];
}

/** Who shall sit, by pool and person. */
export type SeatPlacement = ReadonlyMap<string, ReadonlyMap<string, Seat>>;

/** Reads the pools' seats off the live state. */
export function liveSeats(context: DiffContext, index: LiveIndex): readonly LiveSeats[] {
  return context.desired.pools.map((pool) => {
    const holders = holdersOf(index, pool);
    if (holders === null) return { pool: pool.name, people: null, outside: [] };
    const people = new Set<string>();
    const outside: string[] = [];
    for (const id of holders) {
      const person = index.personOf.get(id);
      if (person === undefined) outside.push(id);
      else people.add(person);
    }
    return { pool: pool.name, people, outside: outside.sort() };
  });
}

/** Seats to release and to assign, and the accounts that only a seat asks for. */
export function seatChanges(
  context: DiffContext,
  found: { index: LiveIndex; seats: readonly LiveSeats[]; placement: SeatPlacement; blocked: ReadonlySet<string> },
): { readonly changes: readonly Change[]; readonly findings: readonly Finding[] } {
  const changes: Change[] = [];
  const findings: Finding[] = [];
  const created = new Set<string>();
  for (const { pool: name, people, outside } of found.seats) {
    const pool = context.desired.pools.find((candidate) => candidate.name === name);
    if (pool === undefined || people === null) continue;
    const placed = found.placement.get(name) ?? new Map<string, Seat>();
    const assigned = assignments(context, { ...found, pool, people, placed });
    for (const change of assigned) {
      const wanted = context.desired.accounts.get(change.person ?? "");
      if (wanted?.seatOnly !== true || found.index.byPerson.has(wanted.person.id) || created.has(wanted.person.id))
        continue;
      created.add(wanted.person.id);
      changes.push(newAccount(context.desired, wanted));
    }
    changes.push(...releases(context, { ...found, pool, people, placed }), ...assigned);
    for (const id of outside) findings.push(outsideFinding(context, { index: found.index, pool, id }));
  }
  return { changes, findings };
}

interface PoolView {
  readonly index: LiveIndex;
  readonly pool: LicensePool;
  readonly people: ReadonlySet<string>;
  readonly placed: ReadonlyMap<string, Seat>;
  readonly blocked: ReadonlySet<string>;
}

function assignments(context: DiffContext, view: PoolView): readonly Change[] {
  const changes: Change[] = [];
  for (const seat of view.placed.values()) {
    const wanted = context.desired.accounts.get(seat.person);
    if (wanted === undefined || view.people.has(seat.person) || view.blocked.has(seat.person)) continue;
    const needs = needsOf(context, view.index, wanted);
    const what = { entitlement: view.pool.seat, pool: view.pool.name, location: seat.location };
    changes.push(assignSeat(subjectFor(context, view.index, wanted), what, { because: seat.because, needs }));
  }
  return changes;
}

function releases(context: DiffContext, view: PoolView): readonly Change[] {
  const changes: Change[] = [];
  for (const person of [...view.people].sort()) {
    if (view.placed.has(person)) continue;
    const live = view.index.byPerson.get(person);
    if (live === undefined) continue;
    const subject = {
      application: context.desired.application.name,
      person,
      account: live.id,
      userName: live.userName,
    };
    const location = context.people.get(person)?.attributes[view.pool.quotaBy] ?? "global";
    const what = { entitlement: view.pool.seat, pool: view.pool.name, location };
    changes.push(releaseSeat(subject, what, { because: [releaseReason(context, person, view.pool)] }));
  }
  return changes;
}

function releaseReason(context: DiffContext, person: string, pool: LicensePool): Because {
  const wanted = context.desired.accounts.get(person);
  if (wanted === undefined) {
    return lossReason(context, person, { entitlement: pool.seat, roles: [], at: pool.at, pool: pool.name });
  }
  return {
    kind: "pool",
    pool: pool.name,
    text: "no role asks for the seat, or the quota is smaller and others come first",
    at: pool.at,
  };
}

function outsideFinding(context: DiffContext, what: { index: LiveIndex; pool: LicensePool; id: string }): Finding {
  const subject = what.index.strangerOf(what.id)?.userName ?? what.id;
  const message = `holds a seat of ${what.pool.name} that was given outside Rollcall: it is counted as used`;
  return { kind: "seat-outside-rollcall", application: context.desired.application.name, subject, message };
}

function holdersOf(index: LiveIndex, pool: LicensePool): readonly string[] | null {
  if (pool.seat.type === "group") {
    const members = index.groups.get(pool.seat.value)?.members;
    return members === null ? null : [...(members ?? [])];
  }
  const key = entitlementKey(pool.seat);
  const ours = [...index.byPerson.values()].filter(({ keys }) => keys.includes(key)).map(({ id }) => id);
  const others = index.strangers.filter(({ entitlements }) =>
    entitlements.some((held) => entitlementKey(held) === key),
  );
  return [...ours, ...others.flatMap(({ id }) => (id === null || index.personOf.has(id) ? [] : [id]))];
}
