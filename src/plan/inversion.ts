import type { Account } from "../model/access.ts";
import type { Because } from "../model/because.ts";
import type { Change } from "../model/change.ts";
import { entitlementKey } from "../model/entitlement-key.ts";
import type { Finding } from "../model/finding.ts";
import type { ManifestEntry } from "../model/manifest.ts";
import type { Undoes } from "../model/plan.ts";
import type { Entitlement } from "../model/role.ts";
import type { Deed } from "./deed.ts";
import type { DiffContext } from "./diff-context.ts";
import type { Grounds, Subject } from "./make-change.ts";
import type { UndoView } from "./undo-view.ts";

/** What a run did in one application, and what that application shows now. */
export interface Inversion {
  readonly context: DiffContext;
  readonly deeds: readonly Deed[];
  readonly view: UndoView;
  readonly undoes: Undoes;
}

/** What one deed comes to when it is taken back. */
export interface Inverted {
  readonly changes: readonly Change[];
  readonly findings: readonly Finding[];
}

/** Says why what a deed did stays as it is. */
export function notUndone({ entry }: Deed, reason: string): Inverted {
  const { kind, application, target, person, account } = entry;
  const what = target === null ? kind : `${kind} ${target}`;
  const finding: Finding = {
    kind: "not-undone",
    application,
    subject: person ?? account ?? application,
    message: `${what}: ${reason}`,
  };
  return { changes: [], findings: [finding] };
}

/** Nothing has to be done: it is as it was before. */
export const asBefore: Inverted = { changes: [], findings: [] };

/** Whose account it is, in the words of a change; somebody who is on the roster no more is nobody there. */
export function subjectOf({ context }: Inversion, { entry }: Deed, account: Account): Subject {
  const application = context.desired.application.name;
  const person = entry.person !== null && context.people.has(entry.person) ? entry.person : null;
  const isDuplicate = person !== null && entry.key.startsWith(`${application}/${person}@`);
  return { application, person, account: account.id, userName: account.userName, isDuplicate };
}

/** Why: the run that is undone, as the reader of a change sees it. */
export function groundsOf({ undoes }: Inversion, needs: readonly string[] = []): Grounds {
  return { because: [{ kind: "no-rule", text: `run ${undoes.sequence} is undone` }], needs };
}

/** Whether that is why something was changed: the files did not ask for it, and may ask for the opposite. */
export function isUndoing(because: readonly Because[]): boolean {
  return because.some((each) => each.kind === "no-rule" && /^run \d+ is undone$/.test(each.text));
}

/** The account of a deed where it may be touched, or what is to be said instead. */
export function touchable(inversion: Inversion, deed: Deed): Account | Inverted {
  const account = inversion.view.account(deed);
  if (account === null) return notUndone(deed, "the account is not there any more");
  const { externalId } = account;
  const isOurs = externalId === null || deed.entry.person === null || externalId === deed.entry.person;
  return isOurs ? account : notUndone(deed, `the account belongs to ${externalId} now`);
}

/** Tells an account from what is to be said where there is none. */
export function isAccount(found: Account | Inverted): found is Account {
  return "userName" in found;
}

/** Why no change of this kind can be taken back in this application; null where it can. */
export function irreversibleReason({ context }: Inversion, kind: ManifestEntry["kind"]): string | null {
  if (kind === "delete-account") return "what was deleted cannot be brought back";
  if (kind === "end-sessions") return "sessions that were ended cannot be begun again";
  return context.irreversible?.get(kind) ?? null;
}

/** Whether the account of a deed holds what it gave or took, as far as the application shows it. */
export function holding(
  inversion: Inversion,
  deed: Deed,
  entitlement: Entitlement,
):
  | { readonly kind: "known"; readonly account: Account; readonly isHeld: boolean }
  | { readonly kind: "said"; readonly inverted: Inverted } {
  const took = deed.entry.kind === "revoke" || deed.entry.kind === "release-seat";
  if (!took && inversion.view.account(deed) === null) return { kind: "said", inverted: asBefore };
  const account = touchable(inversion, deed);
  if (!isAccount(account)) return { kind: "said", inverted: account };
  const isHeld = inversion.view.holds(account, entitlement, wordOn(inversion, account, entitlement));
  if (typeof isHeld === "boolean") return { kind: "known", account, isHeld };
  const name = entitlementKey(entitlement);
  const reason =
    isHeld === null ? `the application does not tell who holds ${name}` : `the application has no ${name} any more`;
  return { kind: "said", inverted: notUndone(deed, reason) };
}

/** Whether the ledger says that an account holds an entitlement; null where it says nothing. */
function wordOn({ context }: Inversion, account: Account, entitlement: Entitlement): boolean | null {
  const words = context.recalled?.memberships.get(entitlementKey(entitlement));
  const said = words?.get(account.externalId ?? "");
  if (said === undefined || (said.account !== null && said.account !== account.id)) return null;
  return said.word === "given";
}
