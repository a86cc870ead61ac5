import type { Account } from "../model/access.ts";
import type { Because } from "../model/because.ts";
import type { Change } from "../model/change.ts";
import type { Finding } from "../model/finding.ts";
import { compareAccount, newAccount } from "./compare-account.ts";
import type { DesiredAccount } from "./desired.ts";
import type { DiffContext } from "./diff-context.ts";
import type { LiveIndex } from "./live-index.ts";
import { disableAccount } from "./make-change.ts";

/** Changes for accounts that match nobody by id, and for people who have no account. */
export interface StrangerResult {
  readonly changes: readonly Change[];
  readonly findings: readonly Finding[];
  /** People whose user name somebody else's account has taken: nothing can be done for them here. */
  readonly blocked: ReadonlySet<string>;
}

/** Links accounts by user name where that is allowed, reports or removes the others, creates what is missing. */
export function strangerChanges(context: DiffContext, index: LiveIndex): StrangerResult {
  const changes: Change[] = [];
  const findings: Finding[] = duplicateFindings(context, index);
  const blocked = new Set<string>();
  const wanting = peopleByUserName(context, index);
  for (const account of index.strangers.toSorted((a, b) => ((a.id ?? "") < (b.id ?? "") ? -1 : 1))) {
    const wanted = wanting.get(account.userName.toLowerCase());
    if (wanted === undefined) {
      const settled = settleStranger(context, account);
      changes.push(...settled.changes);
      findings.push(settled.finding);
    } else if (account.externalId === null && context.desired.application.unmanaged !== "report") {
      index.link(wanted.person.id, account);
      changes.push(...compareAccount(wanted.person, account, context));
    } else {
      blocked.add(wanted.person.id);
      findings.push(conflict(context, account, wanted));
    }
  }
  for (const wanted of context.desired.accounts.values()) {
    const isMissing = !index.byPerson.has(wanted.person.id) && !blocked.has(wanted.person.id);
    if (isMissing && !wanted.seatOnly) changes.push(newAccount(context.desired, wanted));
  }
  return { changes, findings, blocked };
}

function peopleByUserName(context: DiffContext, index: LiveIndex): ReadonlyMap<string, DesiredAccount> {
  const wanting = new Map<string, DesiredAccount>();
  if (index.strangers.length === 0) return wanting;
  for (const wanted of context.desired.accounts.values()) {
    if (!index.byPerson.has(wanted.person.id)) wanting.set(wanted.userName.toLowerCase(), wanted);
  }
  return wanting;
}

function settleStranger(context: DiffContext, account: Account): { changes: readonly Change[]; finding: Finding } {
  const { name, unmanaged, orphans } = context.desired.application;
  const isOrphan = account.externalId !== null;
  const text = isOrphan ? "its person is on the roster no more" : "it carries no mark of ours";
  const because: Because = { kind: "no-rule", text };
  const removes = isOrphan ? orphans === "disable" : unmanaged === "remove";
  const subject = { application: name, person: null, account: account.id, userName: account.userName };
  return {
    changes: removes && account.active ? [disableAccount(subject, { because: [because] })] : [],
    finding: {
      kind: isOrphan ? "orphan-account" : "unmanaged-account",
      application: name,
      subject: account.userName,
      message: `${text}${isOrphan ? ` (external id ${account.externalId})` : ""}: ${removes ? "disabled" : "left as it is"}`,
    },
  };
}

function conflict(context: DiffContext, account: Account, wanted: DesiredAccount): Finding {
  const what =
    account.externalId === null
      ? "set unmanaged: adopt to take it over"
      : `it belongs to external id ${account.externalId}`;
  return {
    kind: "userName-conflict",
    application: context.desired.application.name,
    subject: account.userName,
    message: `${wanted.person.id} needs this user name, but an account that is not ours has it: ${what}`,
  };
}

function duplicateFindings(context: DiffContext, index: LiveIndex): Finding[] {
  return index.duplicates.map((account) => ({
    kind: "duplicate-account",
    application: context.desired.application.name,
    subject: account.userName,
    message: `a second account carries external id ${account.externalId}: settle by hand which one stays`,
  }));
}
