import type { Account } from "../model/access.ts";
import type { AccountImage, Change, ChangeKind } from "../model/change.ts";
import { entitlementKey } from "../model/entitlement-key.ts";
import { RollcallError } from "../model/error.ts";
import type { Outcome } from "../model/outcome.ts";
import type { AccessPage, ListingVerdict } from "../model/page.ts";
import type { Entitlement } from "../model/role.ts";
import type { Clock } from "../ports/clock.ts";
import type { Connector, Inspected, ReadWish } from "./connector.ts";
import { type Finish, outcomeOf } from "./outcome.ts";
import { inRounds } from "./rounds.ts";

/** An application that lives in memory: what a connector talks to, with the switches that tests turn. */
export interface MemoryApplication {
  readonly name: string;
  readonly accounts: Map<string, Account>;
  /** Remote account ids by group name. */
  readonly groups: Map<string, Set<string>>;
  /** Writes that took effect. */
  writes: number;
  /** Called before each write reaches the application. */
  beforeWrite: () => void;
  /** How many accounts a listing leaves out although it counts them. */
  hidden: number;
  /** Nothing is accepted before this time, in milliseconds since the epoch. */
  closedUntil: number;
}

/** An application without accounts that has these groups. */
export function memoryApplication(name: string, groups: readonly string[]): MemoryApplication {
  return {
    name,
    accounts: new Map(),
    groups: new Map(groups.map((group) => [group, new Set()])),
    writes: 0,
    beforeWrite: () => {},
    hidden: 0,
    closedUntil: 0,
  };
}

/** The simplest connector: a template for others and a double in tests. It forgets nothing and has no network. */
export function memoryConnector(remote: MemoryApplication, clock: Clock): Connector {
  return {
    application: remote.name,
    can,
    read: (wish, signal) => read(remote, wish, signal),
    apply: (batch, signal) => inRounds(batch.changes, (changes) => makeAll(remote, clock, { changes, signal }), clock),
    inspect: async (changes, signal) => {
      stopWhenAborted(signal);
      return changes.map((change) => inspect(remote, change));
    },
    predict: (changes) => changes.filter(({ kind }) => can.has(kind)).length,
    close: async () => {},
  };
}

const can: ReadonlySet<ChangeKind> = new Set<ChangeKind>([
  "create-account",
  "update-account",
  "disable-account",
  "enable-account",
  "delete-account",
  "grant",
  "revoke",
  "assign-seat",
  "release-seat",
]);

async function* read(
  remote: MemoryApplication,
  wish: ReadWish,
  signal: AbortSignal,
): AsyncGenerator<AccessPage, ListingVerdict> {
  stopWhenAborted(signal);
  const told = [...remote.accounts.values()]
    .slice(0, remote.accounts.size - remote.hidden)
    .map((account) => (wish.lastSignIn === undefined ? { ...account, lastSignIn: null } : account));
  yield { kind: "accounts", accounts: told };
  const groups = [...remote.groups].map(([name, members]) => ({
    application: remote.name,
    id: name,
    name,
    members: [...members],
  }));
  yield { kind: "groups", groups };
  const counts = { accounts: told.length, groups: groups.length };
  if (remote.hidden === 0) return { kind: "complete", ...counts };
  return { kind: "untrusted", reason: `${remote.accounts.size} accounts counted, ${told.length} listed`, ...counts };
}

async function makeAll(
  remote: MemoryApplication,
  clock: Clock,
  what: { readonly changes: readonly Change[]; readonly signal: AbortSignal },
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const change of what.changes) {
    stopWhenAborted(what.signal);
    if (clock.now() < remote.closedUntil) await clock.sleep(remote.closedUntil - clock.now(), what.signal);
    outcomes.push(outcomeOf(change, make(remote, change), clock));
  }
  return outcomes;
}

/** Look, write with the version that was looked at, read back. */
function make(remote: MemoryApplication, change: Change): Finish {
  if (!can.has(change.kind)) return { status: "refused", reason: `${remote.name} has no ${change.kind}` };
  const looked = look(remote, change);
  const owner = looked?.externalId ?? "";
  if (owner !== "" && change.person !== null && owner !== change.person && !isTakenOver(change, owner)) {
    return { status: "refused", reason: `the account belongs to ${owner}` };
  }
  const wanted = want(looked, change);
  if (wanted === "impossible") return { status: "failed", reason: "there is no such account or group" };
  if (isRight(remote, looked, wanted, change)) return { status: "unchanged", account: looked?.id ?? null };
  remote.beforeWrite();
  const current = looked?.id == null ? undefined : remote.accounts.get(looked.id);
  if (looked !== undefined && current?.version !== looked.version) {
    return { status: "refused", reason: "the account changed since it was looked at", attempts: 1 };
  }
  const id = write(remote, wanted, change);
  if (id === null) return { status: "failed", reason: "there is no such account or group", attempts: 1 };
  return { status: "applied", account: id, reference: remote.accounts.get(id)?.version ?? null, attempts: 1 };
}

/** Whether there is nothing left to do for a change; what this application cannot do it cannot tell either. */
function inspect(remote: MemoryApplication, change: Change): Inspected {
  if (!can.has(change.kind)) return { isSo: null, account: change.account };
  const looked = look(remote, change);
  const wanted = want(looked, change);
  const isSo = wanted !== "impossible" && isRight(remote, looked, wanted, change);
  return { isSo, account: looked?.id ?? change.account };
}

/** The plan saw the other owner, and says so. */
function isTakenOver(change: Change, owner: string): boolean {
  return change.kind === "update-account" && change.before.externalId === owner;
}

function look(remote: MemoryApplication, change: Change): Account | undefined {
  if (change.account !== null) return remote.accounts.get(change.account);
  const all = [...remote.accounts.values()];
  const byOwner = all.find(({ externalId }) => externalId !== null && externalId === change.person);
  return byOwner ?? all.find(({ userName }) => userName.toLowerCase() === change.userName.toLowerCase());
}

/** The account as it should be; null: gone. */
function want(looked: Account | undefined, change: Change): Account | null | "impossible" {
  switch (change.kind) {
    case "create-account":
      return changed(looked ?? blank(change.application), change.after);
    case "update-account":
    case "enable-account":
      return looked === undefined ? "impossible" : changed(looked, change.after);
    case "disable-account":
      return looked === undefined ? null : changed(looked, change.after);
    case "delete-account":
    case "end-sessions":
      return null;
    case "grant":
    case "assign-seat":
      return looked === undefined ? "impossible" : holding(looked, change.entitlement, true);
    case "revoke":
    case "release-seat":
      return looked === undefined ? null : holding(looked, change.entitlement, false);
  }
}

function blank(application: string): Account {
  const empty = { id: null, externalId: null, userName: "", active: true, version: null, lastSignIn: null };
  return { application, ...empty, attributes: {}, entitlements: [] };
}

function changed(account: Account, image: Partial<AccountImage>): Account {
  return { ...account, ...image, attributes: { ...account.attributes, ...image.attributes } };
}

function holding(account: Account, entitlement: Entitlement, held: boolean): Account {
  if (entitlement.type === "group") return account;
  const others = account.entitlements.filter((each) => entitlementKey(each) !== entitlementKey(entitlement));
  return { ...account, entitlements: held ? [...others, entitlement] : others };
}

function isRight(
  remote: MemoryApplication,
  looked: Account | undefined,
  wanted: Account | null,
  change: Change,
): boolean {
  const group = groupOf(change);
  if (group === null || looked?.id == null) return fingerprint(looked ?? null) === fingerprint(wanted);
  return (
    (remote.groups.get(group)?.has(looked.id) ?? false) === (change.kind === "grant" || change.kind === "assign-seat")
  );
}

function write(remote: MemoryApplication, wanted: Account | null, change: Change): string | null {
  const group = groupOf(change);
  if (group !== null) return writeMembership(remote, group, { id: wanted?.id ?? "", change });
  remote.writes += 1;
  if (wanted === null) {
    remote.accounts.delete(change.account ?? "");
    for (const members of remote.groups.values()) members.delete(change.account ?? "");
    return change.account;
  }
  const id = wanted.id ?? `m${remote.writes}`;
  remote.accounts.set(id, { ...wanted, id, version: `W/"${remote.writes}"` });
  return id;
}

function writeMembership(
  remote: MemoryApplication,
  group: string,
  what: { readonly id: string; readonly change: Change },
): string | null {
  const members = remote.groups.get(group);
  if (members === undefined) return null;
  remote.writes += 1;
  if (what.change.kind === "grant" || what.change.kind === "assign-seat") members.add(what.id);
  else members.delete(what.id);
  return what.id;
}

function groupOf(change: Change): string | null {
  return "entitlement" in change && change.entitlement.type === "group" ? change.entitlement.value : null;
}

function fingerprint(account: Account | null): string | null {
  if (account === null) return null;
  const attributes = Object.entries(account.attributes).filter(([, value]) => value !== null);
  const held = account.entitlements.map(entitlementKey).sort();
  return JSON.stringify([account.externalId, account.userName, account.active, attributes.sort(), held]);
}

function stopWhenAborted(signal: AbortSignal): void {
  if (signal.aborted) throw new RollcallError("aborted", "stopped before the next write", { cause: signal.reason });
}
