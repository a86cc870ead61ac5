import type { Account } from "../model/access.ts";
import type { Change } from "../model/change.ts";
import { compareText } from "../model/compare.ts";
import type { Finding } from "../model/finding.ts";
import type { Person } from "../model/person.ts";
import { compareAccount, duplicateWayOut, newAccount, withoutRename } from "./compare-account.ts";
import type { DiffContext } from "./diff-context.ts";
import type { LiveIndex } from "./live-index.ts";
import { disableAccount, endSessions } from "./make-change.ts";
import { strangerRule } from "./owner.ts";
import { type Rename, UserNames } from "./user-names.ts";

/** Changes by person of accounts that carry the id of somebody on the roster. */
export type KnownChanges = ReadonlyMap<string, readonly Change[]>;

/** What becomes of accounts, apart from what they hold. */
export interface AccountResult {
  readonly changes: readonly Change[];
  readonly findings: readonly Finding[];
  /** People whose user name another account has: nothing can be done for them here. */
  readonly blocked: ReadonlySet<string>;
  /** Settles what a new account has to wait for. */
  readonly names: UserNames;
}

/** Adopts where that is allowed, settles who has which user name, creates what is missing, and deals with strangers. */
export function accountChanges(context: DiffContext, index: LiveIndex, known: KnownChanges): AccountResult {
  const existing = new Map([...known, ...adoptions(context, index)]);
  const names = new UserNames(index, renamesIn(existing));
  const renames = settledRenames(context, existing, names);
  const creations = missingAccounts(context, index, names);
  const conflicts = [...renames.findings, ...creations.findings];
  const others = [...duplicates(context, index), ...strangers(context, index, conflicts)];
  return {
    changes: [...renames.changes, ...creations.changes, ...others.flatMap(({ changes }) => changes)],
    findings: [...conflicts, ...others.flatMap(({ finding }) => finding ?? [])],
    blocked: creations.blocked,
    names,
  };
}

/** Accounts without our mark that have the user name of somebody who has no account, where the files say to take them over. */
function adoptions(context: DiffContext, index: LiveIndex): readonly (readonly [string, readonly Change[]])[] {
  if (context.desired.application.unmanaged === "report" || index.strangers.size === 0) return [];
  const wanting = new Map<string, Person>();
  for (const person of context.people.values()) {
    if (!index.byPerson.has(person.id)) wanting.set(person.userName.toLowerCase(), person);
  }
  const adopted: [string, readonly Change[]][] = [];
  for (const account of sortedStrangers(index)) {
    const name = account.userName.toLowerCase();
    const person = account.externalId === null ? wanting.get(name) : undefined;
    if (person === undefined) continue;
    wanting.delete(name);
    index.adopt(person, account);
    adopted.push([person.id, compareAccount(context, person, account)]);
  }
  return adopted;
}

function renamesIn(existing: KnownChanges): ReadonlyMap<string, Rename> {
  const renames = new Map<string, Rename>();
  for (const [person, changes] of existing) {
    for (const change of changes) {
      if (change.kind === "update-account" && change.after.userName !== undefined) renames.set(person, change);
    }
  }
  return renames;
}

/** A rename waits for the name to be given up, or is left out when it never will be. */
function settledRenames(context: DiffContext, existing: KnownChanges, names: UserNames) {
  const changes: Change[] = [];
  const findings: Finding[] = [];
  for (const change of [...existing.values()].flat()) {
    const person = context.people.get(change.person ?? "");
    if (person === undefined || change.kind !== "update-account" || change.after.userName === undefined) {
      changes.push(change);
      continue;
    }
    const claim = names.claim(person);
    if (claim.kind === "free") {
      changes.push(claim.needs.length === 0 ? change : { ...change, needs: claim.needs });
      continue;
    }
    findings.push(conflict(context, person, { holder: claim.by, keepsAccount: true }));
    const rest = withoutRename(change, person);
    if (rest !== null) changes.push(rest);
  }
  return { changes, findings };
}

function missingAccounts(context: DiffContext, index: LiveIndex, names: UserNames) {
  const changes: Change[] = [];
  const findings: Finding[] = [];
  const blocked = new Set<string>();
  for (const wanted of context.desired.accounts.values()) {
    const { person } = wanted;
    if (index.byPerson.has(person.id)) continue;
    const claim = names.claim(person);
    if (claim.kind === "taken") {
      blocked.add(person.id);
      findings.push(conflict(context, person, { holder: claim.by, keepsAccount: false }));
    } else if (!wanted.seatOnly) changes.push(newAccount(context, wanted, claim.needs));
  }
  return { changes, findings, blocked };
}

interface Settled {
  readonly changes: readonly Change[];
  readonly finding: Finding | null;
}

function duplicates(context: DiffContext, index: LiveIndex): readonly Settled[] {
  return [...index.duplicates.values()].map((duplicate) => ({
    changes: duplicateWayOut(context, duplicate),
    finding: {
      kind: "duplicate-account",
      application: context.desired.application.name,
      subject: duplicate.userName,
      message: `a second account (${duplicate.id}) carries external id ${duplicate.person.id}: settle by hand which one stays`,
    },
  }));
}

/** A stranger that is left alone and in somebody's way is told of once, as a conflict. */
function strangers(context: DiffContext, index: LiveIndex, conflicts: readonly Finding[]): readonly Settled[] {
  const { name } = context.desired.application;
  const wanted = new Set(conflicts.map(({ subject }) => subject.toLowerCase()));
  return sortedStrangers(index).map((account) => {
    const { isOrphan, isRemoved, because } = strangerRule(context, account);
    const subject = { application: name, person: null, account: account.id, userName: account.userName };
    const grounds = { because: [because] };
    const finding: Finding = {
      kind: isOrphan ? "orphan-account" : "unmanaged-account",
      application: name,
      subject: account.userName,
      message: `${because.text}: ${isRemoved ? "it loses its access" : "left as it is"}`,
    };
    return {
      changes: isRemoved && account.active ? [disableAccount(subject, grounds), endSessions(subject, grounds)] : [],
      finding: !isRemoved && wanted.has(account.userName.toLowerCase()) ? null : finding,
    };
  });
}

/** Who has an account keeps it under its old name, and all else of it is done. */
function conflict(
  context: DiffContext,
  person: Person,
  { holder, keepsAccount }: { readonly holder: string; readonly keepsAccount: boolean },
): Finding {
  const what = keepsAccount ? `the account of ${person.id} keeps its old name` : `nothing is done for ${person.id}`;
  return {
    kind: "userName-conflict",
    application: context.desired.application.name,
    subject: person.userName,
    message: `${person.id} needs this user name, but ${holder} has it: ${what} until it is free or adopted`,
  };
}

function sortedStrangers(index: LiveIndex): readonly Account[] {
  return [...index.strangers.values()].sort((a, b) => compareText(a.id ?? "", b.id ?? ""));
}
