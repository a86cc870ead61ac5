import type { Change, ChangeKind } from "../model/change.ts";
import type { Finding } from "../model/finding.ts";
import type { AccessPage, ListingVerdict } from "../model/page.ts";
import type { SeatHolder } from "../model/seat-report.ts";
import type { Source } from "../model/source.ts";
import { compareAccount } from "./compare-account.ts";
import { accountChanges, type KnownChanges } from "./diff-accounts.ts";
import type { DiffContext } from "./diff-context.ts";
import { missingGroups, unverifiableGroups } from "./diff-groups.ts";
import { membershipChanges } from "./diff-memberships.ts";
import { type SeatPlacement, seatChanges } from "./diff-seats.ts";
import { type Holders, unknownHolders } from "./live-group.ts";
import { LiveIndex } from "./live-index.ts";
import { type LiveSeats, liveSeats } from "./live-seats.ts";
import { permitted } from "./permitted.ts";
import { recalledHolders } from "./recalled-holders.ts";
import { seatHolders } from "./seat-holders.ts";

/** A fold over the pages of one application: each is compared when it arrives and then forgotten. */
export interface Diff {
  page(page: AccessPage): void;
  finish(verdict: ListingVerdict): Observed;
}

/** What the pages showed; with the seats placed it becomes changes. */
export interface Observed {
  readonly application: string;
  readonly accounts: number;
  /** Accounts that may sign in. */
  readonly active: number;
  readonly groups: number;
  readonly verdict: ListingVerdict;
  /** The live state as lines in no particular order, for its digest. */
  readonly lines: readonly string[];
  readonly seats: readonly LiveSeats[];
  /** People for whom nothing can be done here, because another account has their user name. */
  readonly blocked: ReadonlySet<string>;
  /** Active members of a group now; null when no page has shown it. */
  members(group: string): GroupMembers | null;
  /** The accounts that count as seats of a pool; null when the application does not tell, or has no such pool. */
  seatHolders(pool: string): readonly SeatHolder[] | null;
  /** Whether somebody on the roster has an account there, enabled or not. */
  hasAccount(person: string): boolean;
  /** External id that an account of nobody on the roster carries. */
  strangersId(account: string): string | null;
  changes(placement: SeatPlacement): DiffResult;
}

/** Active members of a group. */
interface GroupMembers {
  /** Person ids, or `@` and the remote id. */
  readonly active: ReadonlySet<string>;
  /** False: there may be others. */
  readonly isComplete: boolean;
}

/** Changes in no particular order, and what a reader should know beside them. */
export interface DiffResult {
  readonly changes: readonly Change[];
  readonly findings: readonly Finding[];
  /** Groups that files name and the application does not have. */
  readonly missingGroups: readonly { readonly group: string; readonly at: Source; readonly known: readonly string[] }[];
}

/** Starts the comparison of one application with what it should look like. */
export function startDiff(context: DiffContext): Diff {
  const index = new LiveIndex(context.people, context.desired.managed.keys());
  const known = new Map<string, readonly Change[]>();
  return {
    page(page) {
      if (page.kind === "groups") for (const group of page.groups) index.addGroup(group);
      else
        for (const account of page.accounts) {
          const person = index.add(account);
          if (person === null) continue;
          known.delete(person.id);
          const changes = compareAccount(context, person, account);
          if (changes.length > 0) known.set(person.id, changes);
        }
    },
    finish: (verdict) => observe(context, { index, known, verdict }),
  };
}

function observe(
  context: DiffContext,
  found: { index: LiveIndex; known: KnownChanges; verdict: ListingVerdict },
): Observed {
  const { index, known, verdict } = found;
  const accounts = accountChanges(context, index, known);
  const { blocked, names } = accounts;
  const holders = knownHolders(context, index, verdict);
  const seats = liveSeats(context, index, holders);
  return {
    application: context.desired.application.name,
    accounts: index.accounts,
    active: index.active,
    groups: index.groupNames().length,
    verdict,
    get lines() {
      return index.lines();
    },
    seats,
    blocked,
    members: (group) => activeMembers(index, group),
    seatHolders(pool) {
      const own = seats.find((each) => each.pool === pool);
      return own === undefined ? null : seatHolders(context, index, own);
    },
    hasAccount: (person) => index.byPerson.has(person),
    strangersId: (account) => index.strangers.get(account)?.externalId ?? null,
    changes(placement) {
      const seating = seatChanges(context, { index, seats, placement, names });
      const memberships = membershipChanges(context, { index, holders, blocked });
      const parts = [accounts, seating, memberships];
      const allowed = permitted(
        context,
        verdict,
        parts.flatMap(({ changes }) => changes),
      );
      return {
        changes: marked(context, allowed.changes),
        findings: [
          ...parts.flatMap(({ findings }) => findings),
          ...unverifiableGroups(context, index),
          ...allowed.findings,
        ],
        missingGroups: missingGroups(context, index, verdict),
      };
    },
  };
}

/** What cannot be undone says so, for policy and people to see. */
export function marked({ irreversible = none }: DiffContext, changes: readonly Change[]): readonly Change[] {
  if (irreversible.size === 0) return changes;
  return changes.map((change) => {
    const reason = irreversible.get(change.kind);
    return reason === undefined ? change : { ...change, irreversible: reason };
  });
}

const none: ReadonlyMap<ChangeKind, string> = new Map();

/** A group that an incomplete listing did not show may still be there. */
function knownHolders(context: DiffContext, index: LiveIndex, verdict: ListingVerdict): ReadonlyMap<string, Holders> {
  const holders = new Map<string, Holders>();
  for (const key of context.desired.managed.keys()) {
    const known = verdict.kind === "untrusted" ? doubted(index.holders(key)) : toldOrRecalled(context, index, key);
    if (known !== undefined) holders.set(key, known);
  }
  return holders;
}

/** Where an application tells nothing of a group, the ledger answers. */
function toldOrRecalled({ recalled }: DiffContext, index: LiveIndex, key: string): Holders | undefined {
  return recalled !== undefined && index.isSilent(key) ? recalledHolders(index, recalled, key) : index.holders(key);
}

function doubted(holders: Holders | undefined): Holders {
  return holders === undefined ? unknownHolders : { ...holders, asked: holders.asked ?? unknownHolders.asked };
}

function activeMembers(index: LiveIndex, group: string): GroupMembers | null {
  const holders = index.holders(`group:${group}`);
  if (holders === undefined) return null;
  const active = [...holders.members].filter((id) => index.isActive(id) === true);
  return {
    active: new Set(active.map((id) => index.personOf.get(id) ?? `@${id}`)),
    isComplete: holders.asked === null,
  };
}
