import type { Account, AccountAttributes } from "../model/access.ts";
import type { AccountImage, Change } from "../model/change.ts";
import type { Person } from "../model/person.ts";
import type { DesiredAccount } from "./desired.ts";
import type { DiffContext } from "./diff-context.ts";
import { isSameName, type LiveAccount, type LiveDuplicate } from "./live-index.ts";
import {
  createAccount,
  deleteAccount,
  disableAccount,
  enableAccount,
  endSessions,
  type Subject,
  updateAccount,
} from "./make-change.ts";
import { absenceReasons } from "./reason.ts";
import type { Rename } from "./user-names.ts";

/** Both sides of an update: only what differs. */
interface Differences {
  readonly before: Partial<AccountImage>;
  readonly after: Partial<AccountImage>;
}

/** What makes an existing account right for its person: at most an update and an enable, or the way out. */
export function compareAccount(context: DiffContext, person: Person, account: Account): readonly Change[] {
  const desired = context.desired.accounts.get(person.id);
  if (desired !== undefined) return corrections(context, desired, account);
  const { id, externalId, ...rest } = account;
  return id === null ? [] : wayOut(context, person, { ...rest, id, isMarked: externalId !== null });
}

/** The further accounts of somebody who should have none go the same way; of others, people decide which one stays. */
export function duplicateWayOut(context: DiffContext, duplicate: LiveDuplicate): readonly Change[] {
  if (context.desired.accounts.has(duplicate.person.id)) return [];
  return wayOut(context, duplicate.person, duplicate, true);
}

/** The account that a person lacks. */
export function newAccount(context: DiffContext, wanted: DesiredAccount, needs: readonly string[]): Change {
  const { person, userName, attributes, bundle } = wanted;
  const subject = { application: context.desired.application.name, person: person.id, account: null, userName };
  const image: AccountImage = { userName, externalId: person.id, active: true, attributes };
  return createAccount(subject, image, { because: bundle.because, needs });
}

/** The same update for an account that cannot have its new user name; null when nothing is left to do. */
export function withoutRename(update: Rename, person: Person): Change | null {
  const { userName: _, ...before } = update.before;
  const { userName: __, ...after } = update.after;
  const { application, account, userName } = update;
  if (Object.keys(after).length === 0) return null;
  return correction({ application, person: person.id, account, userName }, { before, after }, person);
}

/** The account is in use again. */
export function reopenedAccount(context: DiffContext, wanted: DesiredAccount, account: LiveAccount): Change {
  return enableAccount(subjectOf(context, wanted.person, account), { because: wanted.bundle.because });
}

function corrections(context: DiffContext, desired: DesiredAccount, account: Account): readonly Change[] {
  const { person, bundle } = desired;
  const subject = subjectOf(context, person, account);
  const changes: Change[] = [];
  const differing = differences(desired, account);
  if (differing !== null) changes.push(correction(subject, differing, person));
  if (!account.active && !desired.seatOnly) changes.push(enableAccount(subject, { because: bundle.because }));
  return changes;
}

function correction(subject: Subject, differing: Differences, person: Person): Change {
  const { attributes, ...others } = differing.after;
  const names = [...Object.keys(others), ...Object.keys(attributes ?? {})];
  const text = `differs from the roster: ${names.join(", ")}`;
  return updateAccount(subject, differing, { because: [{ kind: "roster", text, at: person.at }] });
}

/** Disabled first; deleted, where that is the rule, by a later plan once the waiting time is over. */
function wayOut(context: DiffContext, person: Person, account: LiveAccount, isDuplicate = false): readonly Change[] {
  if (!account.active && !isDueForDeletion(context, person, account)) return [];
  const subject = { ...subjectOf(context, person, account), isDuplicate };
  const because = absenceReasons(context, person);
  if (account.active) return [disableAccount(subject, { because }), endSessions(subject, { because })];
  return [deleteAccount(subject, { because })];
}

/** Only an account with our mark, of somebody whose last day was long enough ago. */
function isDueForDeletion({ desired, at }: DiffContext, person: Person, account: LiveAccount): boolean {
  const { leaver } = desired.application;
  if (leaver.kind !== "delete" || !account.isMarked || person.end === null) return false;
  return Date.parse(person.end) + leaver.after <= Date.parse(at);
}

function subjectOf(
  context: DiffContext,
  person: Person,
  account: { readonly id: string | null; readonly userName: string },
): Subject {
  const application = context.desired.application.name;
  return { application, person: person.id, account: account.id, userName: account.userName };
}

/** Only what differs, before and after; null when nothing does. */
function differences(desired: DesiredAccount, account: Account): Differences | null {
  const isRenamed = !isSameName(desired.userName, account.userName);
  const isUnmarked = account.externalId !== desired.person.id;
  const names = differingAttributes(desired.attributes, account.attributes);
  if (!isRenamed && !isUnmarked && names.length === 0) return null;
  const side = (image: Pick<AccountImage, "userName" | "externalId" | "attributes">): Partial<AccountImage> => ({
    ...(isRenamed ? { userName: image.userName } : {}),
    ...(isUnmarked ? { externalId: image.externalId } : {}),
    ...(names.length > 0 ? { attributes: pick(image.attributes, names) } : {}),
  });
  return { before: side(account), after: side({ ...desired, externalId: desired.person.id }) };
}

/** Attributes that the server does not know are left alone. */
function differingAttributes(wanted: AccountAttributes, found: AccountAttributes): readonly string[] {
  let names: string[] | null = null;
  for (const name in wanted) {
    const value = found[name];
    if (value === undefined || value === wanted[name]) continue;
    names ??= [];
    names.push(name);
  }
  return names ?? none;
}

const none: readonly string[] = [];

function pick(attributes: AccountAttributes, names: readonly string[]): AccountAttributes {
  return Object.fromEntries(names.map((name) => [name, attributes[name] ?? null]));
}
