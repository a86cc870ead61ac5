import type { Account, AccountAttributes } from "../model/access.ts";
import type { Because } from "../model/because.ts";
import type { AccountImage, Change } from "../model/change.ts";
import type { Instant } from "../model/instant.ts";
import type { Person } from "../model/person.ts";
import type { DesiredAccount, DesiredApplication } from "./desired.ts";
import {
  createAccount,
  deleteAccount,
  disableAccount,
  enableAccount,
  endSessions,
  type Subject,
  updateAccount,
} from "./make-change.ts";
import { absenceText, isPresent } from "./presence.ts";

/** What makes an existing account right for its person: at most an enable and an update, or the way out. */
export function compareAccount(
  person: Person,
  account: Account,
  context: { desired: DesiredApplication; at: Instant },
): readonly Change[] {
  const desired = context.desired.accounts.get(person.id);
  if (desired === undefined) return wayOut(person, account, context);
  const subject = subjectOf(context.desired, person, account);
  const changes: Change[] = [];
  const differing = differences(desired, account);
  const because: Because = { kind: "roster", text: "the roster says otherwise", at: person.at };
  if (differing !== null) changes.push(updateAccount(subject, differing, { because: [because] }));
  if (!account.active) changes.push(enableAccount(subject, { because: desired.bundle.because }));
  return changes;
}

/** The account that a person lacks. */
export function newAccount(desired: DesiredApplication, wanted: DesiredAccount): Change {
  const { person, userName, attributes, bundle } = wanted;
  const subject = { application: desired.application.name, person: person.id, account: null, userName };
  const image: AccountImage = { userName, externalId: person.id, active: true, attributes };
  return createAccount(subject, image, { because: bundle.because });
}

/** Why a person should have nothing here. */
export function absenceReason(person: Person, at: Instant): Because {
  if (isPresent(person, at)) return { kind: "no-rule", text: "no role gives access to this application any more" };
  return { kind: "roster", text: absenceText(person, at), at: person.at };
}

/** Disabled first; deleted, where that is the rule, by a later plan once the waiting time is over. */
function wayOut(
  person: Person,
  account: Account,
  context: { desired: DesiredApplication; at: Instant },
): readonly Change[] {
  const subject = subjectOf(context.desired, person, account);
  const because = [absenceReason(person, context.at)];
  if (account.active) return [disableAccount(subject, { because }), endSessions(subject, { because })];
  const { leaver } = context.desired.application;
  if (leaver.kind !== "delete" || person.end === null || isPresent(person, context.at)) return [];
  const isOver = Date.parse(person.end) + leaver.after <= Date.parse(context.at);
  return isOver ? [deleteAccount(subject, { because })] : [];
}

function subjectOf(desired: DesiredApplication, person: Person, account: Account): Subject {
  return { application: desired.application.name, person: person.id, account: account.id, userName: account.userName };
}

/** Only what differs, before and after; null when nothing does. Attributes that the server does not know are left alone. */
function differences(
  desired: DesiredAccount,
  account: Account,
): { before: Partial<AccountImage>; after: Partial<AccountImage> } | null {
  const before: Record<string, string | null> = {};
  const after: Record<string, string | null> = {};
  for (const name in desired.attributes) {
    const wanted = desired.attributes[name] ?? null;
    const found = account.attributes[name];
    if (found === undefined || found === wanted) continue;
    before[name] = found;
    after[name] = wanted;
  }
  const renamed = desired.userName.toLowerCase() !== account.userName.toLowerCase();
  const adopted = account.externalId !== desired.person.id;
  const changed = Object.keys(after).length > 0;
  if (!renamed && !adopted && !changed) return null;
  const side = (userName: string, externalId: string | null, attributes: AccountAttributes): Partial<AccountImage> => ({
    ...(renamed ? { userName } : {}),
    ...(adopted ? { externalId } : {}),
    ...(changed ? { attributes } : {}),
  });
  return {
    before: side(account.userName, account.externalId, before),
    after: side(desired.userName, desired.person.id, after),
  };
}
