import type { Finding } from "../model/finding.ts";
import type { ListingVerdict } from "../model/page.ts";
import type { DiffContext } from "./diff-context.ts";
import type { LiveIndex } from "./live-index.ts";

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
    const message = doubt(index, key, group);
    return message === null
      ? []
      : [{ kind: "unverifiable-membership", application: context.desired.application.name, subject: group, message }];
  });
}

function doubt(index: LiveIndex, key: string, group: string): string | null {
  if (index.isAmbiguous(group)) return "several groups have this name: nothing is changed for accounts that exist";
  const asked = index.holders(key)?.asked ?? null;
  if (asked === null) return null;
  if (asked.size > 0) return "asked for one membership at a time: only those that are wanted or were given are known";
  return "the application does not tell who is in this group: memberships of existing accounts are unknown, not right";
}

function managedGroups(context: DiffContext) {
  return [...context.desired.managed].flatMap(([key, { entitlement, at, givenTo }]) =>
    entitlement.type === "group" ? [{ key, group: entitlement.value, at, isNamed: givenTo === undefined }] : [],
  );
}
