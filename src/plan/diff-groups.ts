import type { Finding } from "../model/finding.ts";
import type { ListingVerdict } from "../model/page.ts";
import type { DiffContext } from "./diff-context.ts";
import type { LiveIndex } from "./live-index.ts";
import { countRecalled } from "./recalled-holders.ts";

/** Groups that files name and a complete listing does not have. */
export function missingGroups(context: DiffContext, index: LiveIndex, verdict: ListingVerdict) {
  if (verdict.kind === "untrusted") return [];
  const known = index.groupNames();
  return managedGroups(context)
    .filter(({ key, isNamed }) => isNamed && index.holders(key) === undefined)
    .map(({ group, at }) => ({ group, at, known }));
}

/** Groups whose members the application tells in part, or not at all. */
export function unverifiableGroups(context: DiffContext, index: LiveIndex): readonly Finding[] {
  return managedGroups(context).flatMap(({ key, group }) => {
    const message = doubt(context, index, { key, group });
    return message === null
      ? []
      : [{ kind: "unverifiable-membership", application: context.desired.application.name, subject: group, message }];
  });
}

function doubt(
  context: DiffContext,
  index: LiveIndex,
  { key, group }: { readonly key: string; readonly group: string },
): string | null {
  if (index.isAmbiguous(group)) return "several groups have this name: nothing is changed for accounts that exist";
  const asked = index.holders(key)?.asked ?? null;
  if (asked === null) return null;
  if (asked.size > 0) return "asked for one membership at a time: only those that are wanted or were given are known";
  return `the application does not tell who is in this group: ${byTheLedger(context, index, key)}`;
}

/** What the ledger knows is no proof either: others may have changed it since. */
function byTheLedger({ recalled }: DiffContext, index: LiveIndex, key: string): string {
  const counts = recalled === undefined || !index.isSilent(key) ? null : countRecalled(index, recalled, key);
  if (counts === null || counts.known === 0) return "memberships of existing accounts are unknown, not right";
  const { known, given, unseen } = counts;
  const all = index.byPerson.size;
  const rest = known < all ? `of the other ${all - known} nothing is known` : "nobody has seen it";
  const lost = unseen === 0 ? "" : `, ${unseen} taken back without being seen`;
  return `the ledger answers for ${known} of ${all} accounts (${given} in it${lost}); ${rest}`;
}

function managedGroups(context: DiffContext) {
  return [...context.desired.managed].flatMap(([key, { entitlement, at, givenTo }]) =>
    entitlement.type === "group" ? [{ key, group: entitlement.value, at, isNamed: givenTo === undefined }] : [],
  );
}
