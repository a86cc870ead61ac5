import type { Because } from "../model/because.ts";
import type { Change } from "../model/change.ts";
import { entitlementKey } from "../model/entitlement-key.ts";
import type { Finding } from "../model/finding.ts";
import type { AccessBundle, ManagedEntitlement } from "./desired.ts";
import { type DiffContext, needsOf, subjectFor } from "./diff-context.ts";
import { type Holders, holds } from "./live-group.ts";
import type { LiveIndex } from "./live-index.ts";
import { grant, revoke } from "./make-change.ts";
import { ownerOf, strangerRule } from "./owner.ts";
import { lossReasons } from "./reason.ts";

/** What membershipChanges works on. */
export interface Memberships {
  readonly index: LiveIndex;
  /** Who holds what, as far as it is known; without groups that the application does not have. */
  readonly holders: ReadonlyMap<string, Holders>;
  /** People for whom nothing can be done here. */
  readonly blocked: ReadonlySet<string>;
}

/** Grants that are missing and revokes of what nothing asks for, over groups, roles and licences that are no seats. */
export function membershipChanges(
  context: DiffContext,
  found: Memberships,
): { readonly changes: readonly Change[]; readonly findings: readonly Finding[] } {
  const slots = slotsByKey(context, found.holders);
  const grants = missingGrants(context, found, slots);
  const settled = [...slots.values()]
    .filter(({ holders, confirmed }) => confirmed < holders.members.size)
    .flatMap((slot) => surplus(context, found.index, slot));
  return {
    changes: [...grants, ...settled.flatMap(({ change }) => change ?? [])],
    findings: settled.flatMap(({ finding }) => finding ?? []),
  };
}

/** An entitlement with those who hold it; `confirmed` counts the ones who should. */
interface Slot {
  readonly managed: ManagedEntitlement;
  readonly holders: Holders;
  confirmed: number;
}

function slotsByKey(context: DiffContext, holders: Memberships["holders"]): ReadonlyMap<string, Slot> {
  const slots = new Map<string, Slot>();
  for (const [key, managed] of context.desired.managed) {
    const known = holders.get(key);
    if (managed.pool === null && known !== undefined) slots.set(key, { managed, holders: known, confirmed: 0 });
  }
  return slots;
}

interface WantedSlot {
  readonly slot: Slot;
  readonly because: readonly Because[];
}

/** A new account holds nothing yet; of an existing one, what is not known is left as it is. */
function missingGrants(context: DiffContext, found: Memberships, slots: ReadonlyMap<string, Slot>): readonly Change[] {
  const changes: Change[] = [];
  const slotsOf = wantedSlots(slots);
  for (const wanted of context.desired.accounts.values()) {
    if (found.blocked.has(wanted.person.id)) continue;
    const live = found.index.byPerson.get(wanted.person.id);
    const missing: WantedSlot[] = [];
    for (const wish of slotsOf(wanted.bundle)) {
      const held = live === undefined ? false : holds(wish.slot.holders, live.id);
      if (held === true) wish.slot.confirmed += 1;
      if (held === false) missing.push(wish);
    }
    if (missing.length === 0) continue;
    const subject = subjectFor(context, found.index, wanted);
    const needs = needsOf(context, found.index, wanted);
    for (const { slot, because } of missing) changes.push(grant(subject, slot.managed.entitlement, { because, needs }));
  }
  return changes;
}

/** Looked up once for each bundle, which many people share. */
function wantedSlots(slots: ReadonlyMap<string, Slot>): (bundle: AccessBundle) => readonly WantedSlot[] {
  const known = new Map<AccessBundle, readonly WantedSlot[]>();
  return (bundle) => {
    const before = known.get(bundle);
    if (before !== undefined) return before;
    const wanted = bundle.entitlements.flatMap(({ key, because }) => {
      const slot = slots.get(key);
      return slot === undefined ? [] : [{ slot, because }];
    });
    known.set(bundle, wanted);
    return wanted;
  };
}

interface Settled {
  readonly change?: Change;
  readonly finding?: Finding;
}

/** Members that nothing asks for: ours lose it, others as the application's rules say. */
function surplus(context: DiffContext, index: LiveIndex, { managed, holders }: Slot): readonly Settled[] {
  return [...holders.members].map((member) => settleMember(context, index, { managed, member }));
}

function settleMember(
  context: DiffContext,
  index: LiveIndex,
  { managed, member }: { managed: ManagedEntitlement; member: string },
): Settled {
  const application = context.desired.application.name;
  const owner = ownerOf(context, index, member);
  const { userName } = owner;
  if (managed.givenTo !== undefined && !wasGiven(managed.givenTo, owner)) return {};
  switch (owner.kind) {
    case "person": {
      const { person } = owner;
      if (isWanted(context, person.id, managed)) return {};
      const subject = { application, person: person.id, account: member, userName };
      return { change: revoke(subject, managed.entitlement, { because: lossReasons(context, person, managed) }) };
    }
    case "duplicate":
      return {};
    case "stranger": {
      const { isRemoved, because } = strangerRule(context, owner.account);
      const subject = { application, person: null, account: member, userName };
      if (isRemoved) return { change: revoke(subject, managed.entitlement, { because: [because] }) };
      return { finding: unmanagedMember(application, userName, managed) };
    }
    case "unseen":
      return { finding: unmanagedMember(application, userName, managed) };
  }
}

function wasGiven(givenTo: ReadonlySet<string>, owner: ReturnType<typeof ownerOf>): boolean {
  return owner.kind === "person" && givenTo.has(owner.person.id);
}

function isWanted(context: DiffContext, person: string, { entitlement }: ManagedEntitlement): boolean {
  return context.desired.accounts.get(person)?.bundle.keys.has(entitlementKey(entitlement)) ?? false;
}

function unmanagedMember(application: string, subject: string, { entitlement }: ManagedEntitlement): Finding {
  const message = `holds ${entitlement.type} ${entitlement.value}, which nothing that is written gives: left as it is`;
  return { kind: "unmanaged-member", application, subject, message };
}
