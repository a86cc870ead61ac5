import type { Account } from "../model/access.ts";
import type { Because } from "../model/because.ts";
import type { Person } from "../model/person.ts";
import type { DiffContext } from "./diff-context.ts";
import type { LiveIndex } from "./live-index.ts";

/** Whose account a remote id is. */
export type Owner =
  | { readonly kind: "person"; readonly person: Person; readonly userName: string }
  /** A further account of somebody: people decide which one stays. */
  | { readonly kind: "duplicate"; readonly userName: string }
  | { readonly kind: "stranger"; readonly account: Account; readonly userName: string }
  /** No page has shown it: a nested group, perhaps. */
  | { readonly kind: "unseen"; readonly userName: string };

/** Finds whose account a remote id is. */
export function ownerOf(context: DiffContext, index: LiveIndex, id: string): Owner {
  const personId = index.personOf.get(id);
  const person = personId === undefined ? undefined : context.people.get(personId);
  if (person !== undefined) {
    return { kind: "person", person, userName: index.byPerson.get(person.id)?.userName ?? person.userName };
  }
  const duplicate = index.duplicates.get(id);
  if (duplicate !== undefined) return { kind: "duplicate", userName: duplicate.userName };
  const account = index.strangers.get(id);
  return account === undefined
    ? { kind: "unseen", userName: id }
    : { kind: "stranger", account, userName: account.userName };
}

/** What becomes of an account that belongs to nobody on the roster. */
export interface StrangerRule {
  /** It carries an id of ours, or of somebody's, that the roster does not have. */
  readonly isOrphan: boolean;
  /** The files say that such accounts lose their access. */
  readonly isRemoved: boolean;
  readonly because: Because & { readonly kind: "no-rule" };
}

/** Applies the application's rules for orphans and for what is not ours. */
export function strangerRule(context: DiffContext, account: Account): StrangerRule {
  const { unmanaged, orphans } = context.desired.application;
  const isOrphan = account.externalId !== null;
  const isRemoved = isOrphan ? orphans === "disable" : unmanaged === "remove";
  const text = isOrphan
    ? `its person (external id ${account.externalId}) is on the roster no more`
    : "it carries no mark of ours";
  return { isOrphan, isRemoved, because: { kind: "no-rule", text } };
}
