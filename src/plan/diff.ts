import type { Change, ChangeKind } from "../model/change.ts";
import type { Finding } from "../model/finding.ts";
import type { AccessPage, ListingVerdict } from "../model/page.ts";
import type { Source } from "../model/source.ts";
import { compareAccount } from "./compare-account.ts";
import type { DiffContext } from "./diff-context.ts";
import { membershipChanges } from "./diff-memberships.ts";
import { type LiveSeats, liveSeats, type SeatPlacement, seatChanges } from "./diff-seats.ts";
import { strangerChanges } from "./diff-strangers.ts";
import { LiveIndex } from "./live-index.ts";

/** A fold over the pages of one application: each is compared when it arrives and then forgotten. */
export interface Diff {
  page(page: AccessPage): void;
  finish(verdict: ListingVerdict): Observed;
}

/** What the pages showed; with the seats placed it becomes changes. */
export interface Observed {
  readonly application: string;
  readonly accounts: number;
  readonly groups: number;
  readonly verdict: ListingVerdict;
  /** The live state as lines in no particular order, for its digest. */
  readonly lines: readonly string[];
  readonly seats: readonly LiveSeats[];
  /** Remote ids or person ids that hold a group now: what the guard for administrators counts. */
  members(group: string): ReadonlySet<string> | null;
  changes(placement: SeatPlacement): DiffResult;
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
  const index = new LiveIndex(context.people, new Set(context.desired.managed.keys()));
  const early: Change[] = [];
  return {
    page(page) {
      if (page.kind === "groups") for (const group of page.groups) index.addGroup(group);
      else
        for (const account of page.accounts) {
          const person = context.people.get(account.externalId ?? "");
          if (index.add(account) && person !== undefined)
            for (const change of compareAccount(person, account, context)) early.push(change);
        }
    },
    finish: (verdict) => observe(context, { index, early, verdict }),
  };
}

function observe(
  context: DiffContext,
  found: { index: LiveIndex; early: readonly Change[]; verdict: ListingVerdict },
): Observed {
  const { index, early, verdict } = found;
  const strangers = strangerChanges(context, index);
  const membersBefore = new Map([...index.groups].map(([name, group]) => [name, holders(index, group.members)]));
  const seats = liveSeats(context, index);
  return {
    application: context.desired.application.name,
    accounts: index.accounts,
    groups: index.groups.size,
    verdict,
    lines: index.lines,
    seats,
    members: (group) => membersBefore.get(group) ?? null,
    changes(placement) {
      const placed = seatChanges(context, { index, seats, placement, blocked: strangers.blocked });
      const memberships = membershipChanges(context, index, strangers.blocked);
      const all = [...early, ...strangers.changes, ...placed.changes, ...memberships.changes];
      const findings = [...strangers.findings, ...placed.findings, ...memberships.findings];
      return { ...trusted(context, verdict, { all, findings }), missingGroups: missingGroups(context, index, verdict) };
    },
  };
}

const destructive: ReadonlySet<ChangeKind> = new Set([
  "disable-account",
  "delete-account",
  "revoke",
  "release-seat",
  "end-sessions",
]);

/** Drops what the connector cannot do and, after an incomplete read, everything that takes something away. */
function trusted(
  context: DiffContext,
  verdict: ListingVerdict,
  found: { all: readonly Change[]; findings: Finding[] },
) {
  const { name } = context.desired.application;
  const findings = [...found.findings];
  const unsupported = new Map<ChangeKind, number>();
  const changes = found.all.filter((change) => {
    if (verdict.kind === "untrusted" && destructive.has(change.kind)) return false;
    if (context.can.has(change.kind)) return true;
    if (change.kind !== "end-sessions") unsupported.set(change.kind, (unsupported.get(change.kind) ?? 0) + 1);
    return false;
  });
  for (const [kind, count] of unsupported) {
    findings.push({
      kind: "unsupported",
      application: name,
      subject: kind,
      message: `${name} cannot ${kind}: ${count} left as they are`,
    });
  }
  if (verdict.kind === "untrusted") {
    findings.push({
      kind: "listing-untrusted",
      application: name,
      subject: name,
      message: `nothing is taken away here: ${verdict.reason}`,
    });
  }
  return { changes, findings };
}

function missingGroups(context: DiffContext, index: LiveIndex, verdict: ListingVerdict) {
  if (verdict.kind === "untrusted") return [];
  const known = [...index.groups.keys()].sort();
  return [...context.desired.managed.values()]
    .filter(({ entitlement }) => entitlement.type === "group" && !index.groups.has(entitlement.value))
    .map(({ entitlement, at }) => ({ group: entitlement.value, at, known }));
}

function holders(index: LiveIndex, members: ReadonlySet<string> | null): ReadonlySet<string> | null {
  if (members === null) return null;
  return new Set([...members].map((id) => index.personOf.get(id) ?? `@${id}`));
}
