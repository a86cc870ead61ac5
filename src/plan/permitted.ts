import type { Change, ChangeKind } from "../model/change.ts";
import type { Finding } from "../model/finding.ts";
import type { ListingVerdict } from "../model/page.ts";
import type { DiffContext } from "./diff-context.ts";

/** Kinds that take something away. */
export const destructiveKinds: ReadonlySet<ChangeKind> = new Set<ChangeKind>([
  "disable-account",
  "delete-account",
  "revoke",
  "release-seat",
  "end-sessions",
]);

/** Leaves out what the connector cannot do and, after an incomplete read, everything that takes something away. */
export function permitted(
  context: DiffContext,
  verdict: ListingVerdict,
  changes: readonly Change[],
): { readonly changes: readonly Change[]; readonly findings: readonly Finding[] } {
  const trusted = verdict.kind === "complete" ? changes : changes.filter(({ kind }) => !destructiveKinds.has(kind));
  const possible = trusted.filter(({ kind }) => context.can.has(kind));
  return {
    changes: possible.length === trusted.length ? trusted : withTheirNeeds(possible, trusted),
    findings: [...unsupported(context, trusted), ...doubts(context, verdict)],
  };
}

/** What needs a change that is left out is left out too. */
function withTheirNeeds(possible: readonly Change[], all: readonly Change[]): readonly Change[] {
  const missing = new Set(all.map(({ key }) => key));
  for (const { key } of possible) missing.delete(key);
  let kept = possible;
  for (;;) {
    const next = kept.filter(({ needs }) => !needs.some((key) => missing.has(key)));
    if (next.length === kept.length) return kept;
    for (const { key } of kept) missing.add(key);
    for (const { key } of next) missing.delete(key);
    kept = next;
  }
}

/** A connector without a call for ending sessions ends them by disabling the account. */
function unsupported(context: DiffContext, changes: readonly Change[]): readonly Finding[] {
  const application = context.desired.application.name;
  const counts = new Map<ChangeKind, number>();
  for (const { kind } of changes) {
    if (!context.can.has(kind) && kind !== "end-sessions") counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return [...counts].map(([kind, count]) => ({
    kind: "unsupported",
    application,
    subject: kind,
    message: `the connector of ${application} cannot ${kind}: ${count} left out, with what needs them`,
  }));
}

function doubts(context: DiffContext, verdict: ListingVerdict): readonly Finding[] {
  if (verdict.kind === "complete") return [];
  const application = context.desired.application.name;
  const message = `nothing is taken away and no seat is moved here: ${verdict.reason}`;
  return [{ kind: "listing-untrusted", application, subject: application, message }];
}
