import type { Change } from "../model/change.ts";
import { entitlementKey } from "../model/entitlement-key.ts";
import type { Organization } from "../model/organization.ts";
import type { Observed } from "./diff.ts";

/** Active members of a protected group; null where the application does not tell who all is in it. */
export interface Administrators {
  readonly group: string;
  readonly before: number | null;
  /** Of those before, who still is one afterwards; whoever becomes one does not make up for it. */
  readonly after: number | null;
  readonly atLeast: number;
}

/** Who stays an administrator, by application that protects a group of them. */
export function administratorsAfter(
  { applications }: Organization,
  observed: readonly Observed[],
  changes: readonly Change[],
): Readonly<Record<string, Administrators>> {
  const rows = applications.flatMap(({ name, protect: { admins } }): [string, Administrators][] => {
    const seen = observed.find(({ application }) => application === name);
    if (admins === null || seen === undefined) return [];
    const { group, atLeast } = admins;
    const members = seen.members(group);
    if (members === null || !members.isComplete) return [[name, { group, before: null, after: null, atLeast }]];
    const own = changes.filter(({ application }) => application === name);
    const after = staying(members.active, takenFrom(own, group));
    return [[name, { group, before: members.active.size, after: after.size, atLeast }]];
  });
  return Object.fromEntries(rows);
}

/** Changes of one application that may take somebody out of a group. */
export function takenFrom<C extends Change>(changes: readonly C[], group: string): readonly C[] {
  return changes.filter((change) => endsMembership(change, group));
}

/** Members, as `GroupMembers` names them, whom none of these changes is about. */
export function staying(active: Iterable<string>, changes: readonly Change[]): ReadonlySet<string> {
  const left = new Set(active);
  for (const { person, account } of changes) {
    left.delete(person ?? "");
    left.delete(`@${account}`);
  }
  return left;
}

function endsMembership(change: Change, group: string): boolean {
  switch (change.kind) {
    case "disable-account":
    case "delete-account":
      return true;
    case "revoke":
    case "release-seat":
      return entitlementKey(change.entitlement) === `group:${group}`;
    default:
      return false;
  }
}
