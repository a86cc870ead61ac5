import type { Because } from "../model/because.ts";
import type { AccountImage, Change } from "../model/change.ts";
import { entitlementKey } from "../model/entitlement-key.ts";
import type { Entitlement } from "../model/role.ts";

/** Whose account a change is about; `person` or `account` is known, or both. */
export interface Subject {
  readonly application: string;
  readonly person: string | null;
  readonly account: string | null;
  readonly userName: string;
  /** The person has another account here, which is the one that counts. */
  readonly isDuplicate?: boolean;
}

/** Why, and what must have succeeded before. */
export interface Grounds {
  readonly because: readonly Because[];
  readonly needs?: readonly string[];
}

/** A new account. */
export function createAccount(subject: Subject, after: AccountImage, grounds: Grounds): Change {
  return { kind: "create-account", before: null, after, ...base(subject, "create-account", grounds) };
}

/** Other values on an account; both sides hold only what differs. */
export function updateAccount(
  subject: Subject,
  values: { readonly before: Partial<AccountImage>; readonly after: Partial<AccountImage> },
  grounds: Grounds,
): Change {
  return { kind: "update-account", ...values, ...base(subject, "update-account", grounds) };
}

/** Access ends; the account and its data stay. */
export function disableAccount(subject: Subject, grounds: Grounds): Change {
  const kind = "disable-account";
  return { kind, before: { active: true }, after: { active: false }, ...base(subject, kind, grounds) };
}

/** Somebody is back. */
export function enableAccount(subject: Subject, grounds: Grounds): Change {
  const kind = "enable-account";
  return { kind, before: { active: false }, after: { active: true }, ...base(subject, kind, grounds) };
}

/** The account itself goes; only ever after it was disabled. */
export function deleteAccount(subject: Subject, grounds: Grounds): Change {
  const kind = "delete-account";
  return { kind, before: { active: false }, after: null, ...base(subject, kind, grounds) };
}

/** Whoever is signed in is signed out. */
export function endSessions(subject: Subject, grounds: Grounds): Change {
  const kind = "end-sessions";
  return { kind, before: null, after: null, ...base(subject, kind, grounds) };
}

/** The account gets an entitlement. */
export function grant(subject: Subject, entitlement: Entitlement, grounds: Grounds): Change {
  const key = entitlementKey(entitlement);
  return { kind: "grant", entitlement, before: lacking, after: holding, ...base(subject, "grant", grounds, key) };
}

/** The account loses an entitlement. */
export function revoke(subject: Subject, entitlement: Entitlement, grounds: Grounds): Change {
  const key = entitlementKey(entitlement);
  return { kind: "revoke", entitlement, before: holding, after: lacking, ...base(subject, "revoke", grounds, key) };
}

/** What a seat change is about. */
export interface SeatOf {
  readonly entitlement: Entitlement;
  readonly pool: string;
  readonly location: string;
}

/** The account takes a seat. */
export function assignSeat(subject: Subject, { entitlement, pool, location }: SeatOf, grounds: Grounds): Change {
  const kind = "assign-seat";
  return { kind, entitlement, pool, location, before: lacking, after: holding, ...base(subject, kind, grounds, pool) };
}

/** The account gives its seat back. */
export function releaseSeat(subject: Subject, { entitlement, pool, location }: SeatOf, grounds: Grounds): Change {
  const kind = "release-seat";
  return { kind, entitlement, pool, location, before: holding, after: lacking, ...base(subject, kind, grounds, pool) };
}

const holding = { held: true } as const;
const lacking = { held: false } as const;

/** The key that this change has in every plan; ids of people never hold an `@`. */
export function changeKey(subject: Subject, kind: Change["kind"], what?: string): string {
  const { application, person, account, userName, isDuplicate } = subject;
  const remote = `@${account ?? userName}`;
  const whose = person === null ? remote : isDuplicate === true ? `${person}${remote}` : person;
  return what === undefined ? `${application}/${whose}/${kind}` : `${application}/${whose}/${kind}/${what}`;
}

/** Spread last: an object that begins with a spread takes four times as long to make, and a first plan has 100,000s. */
function base(subject: Subject, kind: Change["kind"], grounds: Grounds, what?: string) {
  const { application, person, account, userName } = subject;
  const key = changeKey(subject, kind, what);
  return { key, application, person, account, userName, because: grounds.because, needs: grounds.needs ?? nothing };
}

const nothing: readonly string[] = [];
