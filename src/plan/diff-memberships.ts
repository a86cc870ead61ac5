import type { Because } from "../model/because.ts";
import type { Change } from "../model/change.ts";
import type { Finding } from "../model/finding.ts";
import { absenceReason } from "./compare-account.ts";
import type { DesiredAccount, ManagedEntitlement } from "./desired.ts";
import type { DiffContext } from "./diff-context.ts";
import type { LiveIndex } from "./live-index.ts";
import { changeKey, grant, revoke, type Subject } from "./make-change.ts";

/** Grants that are missing and revokes of what nothing asks for, over groups, roles and licences that are no seats. */
export function membershipChanges(
  context: DiffContext,
  index: LiveIndex,
  blocked: ReadonlySet<string>,
): { readonly changes: readonly Change[]; readonly findings: readonly Finding[] } {
  const changes: Change[] = [];
  const extra = membersLeft(context, index);
  for (const wanted of context.desired.accounts.values()) {
    if (blocked.has(wanted.person.id)) continue;
    for (const { key, entitlement, because } of wanted.bundle.entitlements) {
      if (context.desired.managed.get(key)?.pool !== null) continue;
      if (isHeld(index, extra, { person: wanted.person.id, key })) continue;
      changes.push(
        grant(subjectFor(context, index, wanted), entitlement, { because, needs: needsOf(context, index, wanted) }),
      );
    }
  }
  const findings: Finding[] = unverifiable(context, index);
  for (const [key, members] of extra) {
    const managed = context.desired.managed.get(key);
    if (managed === undefined) continue;
    for (const member of [...(members ?? [])].sort())
      settleMember(context, { index, managed, member, changes, findings });
  }
  return { changes, findings };
}

/** The subject of a change for somebody who has, or is about to get, an account. */
export function subjectFor(context: DiffContext, index: LiveIndex, wanted: DesiredAccount): Subject {
  const live = index.byPerson.get(wanted.person.id);
  const { name } = context.desired.application;
  return {
    application: name,
    person: wanted.person.id,
    account: live?.id ?? null,
    userName: live?.userName ?? wanted.userName,
  };
}

/** What must have succeeded before an account can be given something. */
export function needsOf(context: DiffContext, index: LiveIndex, wanted: DesiredAccount): readonly string[] {
  const live = index.byPerson.get(wanted.person.id);
  if (live?.active === true) return [];
  return [changeKey(subjectFor(context, index, wanted), live === undefined ? "create-account" : "enable-account")];
}

/** Why something is taken away: the person is gone, or none of the roles that give it is held. */
export function lossReason(context: DiffContext, person: string | null, managed: ManagedEntitlement): Because {
  const gone = person === null ? undefined : context.people.get(person);
  if (gone !== undefined && !context.desired.accounts.has(gone.id)) return absenceReason(gone, context.at);
  const roles = managed.roles.length > 3 ? `${managed.roles.slice(0, 3).join(", ")}, …` : managed.roles.join(", ");
  return {
    kind: "no-rule",
    text: roles === "" ? "nothing that is written gives it" : `no longer holds a role that gives it (${roles})`,
  };
}

/** Remote ids by key of managed entitlement; what is wanted gets crossed out of it. */
function membersLeft(context: DiffContext, index: LiveIndex): Map<string, Set<string> | null> {
  const left = new Map<string, Set<string> | null>();
  for (const [key, { entitlement, pool }] of context.desired.managed) {
    if (pool !== null) continue;
    const members = entitlement.type === "group" ? index.groups.get(entitlement.value)?.members : new Set<string>();
    left.set(key, members === null ? null : new Set(members));
  }
  for (const account of index.byPerson.values()) for (const key of account.keys) left.get(key)?.add(account.id);
  return left;
}

/** An unreadable membership counts as held: unknown is not absent. A new account holds nothing yet. */
function isHeld(
  index: LiveIndex,
  left: ReadonlyMap<string, Set<string> | null>,
  what: { person: string; key: string },
): boolean {
  const account = index.byPerson.get(what.person);
  if (account === undefined) return false;
  const members = left.get(what.key);
  return members === null || (members?.delete(account.id) ?? false);
}

function settleMember(
  context: DiffContext,
  what: { index: LiveIndex; managed: ManagedEntitlement; member: string; changes: Change[]; findings: Finding[] },
): void {
  const { entitlement } = what.managed;
  const { name, unmanaged, orphans } = context.desired.application;
  const person = what.index.personOf.get(what.member) ?? null;
  const stranger = person === null ? what.index.strangerOf(what.member) : undefined;
  const userName =
    person === null ? (stranger?.userName ?? what.member) : (what.index.byPerson.get(person)?.userName ?? what.member);
  const isOurs = person !== null || (typeof stranger?.externalId === "string" && orphans === "disable");
  if (isOurs || unmanaged === "remove") {
    const subject = { application: name, person, account: what.member, userName };
    what.changes.push(revoke(subject, entitlement, { because: [lossReason(context, person, what.managed)] }));
    return;
  }
  what.findings.push({
    kind: "unmanaged-member",
    application: name,
    subject: userName,
    message: `is in ${entitlement.type} ${entitlement.value}, which nothing that is written gives: left as it is`,
  });
}

function unverifiable(context: DiffContext, index: LiveIndex): Finding[] {
  return [...context.desired.managed.values()]
    .filter(({ entitlement }) => entitlement.type === "group" && index.groups.get(entitlement.value)?.members === null)
    .map(({ entitlement }) => ({
      kind: "unverifiable-membership",
      application: context.desired.application.name,
      subject: entitlement.value,
      message:
        "the application does not tell who is in this group: memberships of existing accounts are unknown, not right",
    }));
}
