import type { Change } from "../../model/change.ts";
import { RollcallError } from "../../model/error.ts";
import type { Outcome } from "../../model/outcome.ts";
import { type Finish, outcomeOf } from "../outcome.ts";
import type { WriteGate } from "./bulk.ts";
import { lookForAll } from "./census.ts";
import type { ScimContext } from "./context.ts";
import { findGroup } from "./find-group.ts";
import { doubtGone, isMember, type Membership, membersOf } from "./members.ts";
import type { MemberRules } from "./profile.ts";
import type { Progress } from "./progress.ts";
import { type Sent, sendMembers } from "./send-members.ts";
import { stoppedReason } from "./stop.ts";

/** Grants of one group, or revokes of it. */
export interface MemberBatch {
  readonly group: string;
  readonly direction: "add" | "remove";
  readonly changes: readonly Change[];
  readonly rules: MemberRules;
  readonly progress: Progress;
  readonly gate: WriteGate;
}

/** One look at the group, as few writes as its profile allows, one look again. */
export async function settleMembers(
  context: ScimContext,
  batch: MemberBatch,
  signal: AbortSignal,
): Promise<readonly Outcome[]> {
  if (context.client.isStopped) return unreached(context, batch);
  try {
    const id = await findGroup(context, batch.group, signal);
    const outcomes = id === null ? null : await settleIn(context, { ...batch, id }, signal);
    return outcomes ?? (await settleElsewhere(context, { ...batch, id }, signal));
  } catch (error) {
    if (!(error instanceof RollcallError) || error.code === "aborted") throw error;
    // Nothing was sent: what was sent and cannot be read back is told as such.
    if (context.client.isStopped) return unreached(context, batch);
    return batch.changes.map((change) => outcomeOf(change, { status: "failed", reason: error.message }, context.clock));
  }
}

/** A group that is not there by its id may have been made anew; one that is there by its name only cannot be told about. */
async function settleElsewhere(
  context: ScimContext,
  batch: MemberBatch & { readonly id: string | null },
  signal: AbortSignal,
): Promise<readonly Outcome[]> {
  context.memory.groups.delete(batch.group);
  const id = batch.id === null ? null : await findGroup(context, batch.group, signal);
  const outcomes = id === null || id === batch.id ? null : await settleIn(context, { ...batch, id }, signal);
  if (outcomes !== null) return outcomes;
  if (id === null) return withoutGroup(context, batch);
  throw new RollcallError(
    "application-unreachable",
    `${context.application} shows group ${batch.group} by its name and not by its id`,
  );
}

type GroupBatch = MemberBatch & { readonly id: string };

/** null: there is no group with this id. */
async function settleIn(
  context: ScimContext,
  batch: GroupBatch,
  signal: AbortSignal,
): Promise<readonly Outcome[] | null> {
  const ids = await idsOf(context, batch.changes, signal);
  const accounts = [...new Set([...ids.values()].flatMap((id) => (typeof id === "string" ? id : [])))];
  const before = await look(context, batch, { accounts, isFirst: true, signal });
  if (before.kind === "gone") return null;
  const wanted = batch.direction === "add";
  const sent = new Map<string, Sent>();
  let after: Membership = before;
  let open = accounts.filter((id) => isMember(before, id) !== wanted);
  for (let round = 1; open.length > 0 && round <= mostRounds; round += 1) {
    if (round > 1) await context.client.pause(round, signal);
    touch(context, batch.id, open);
    merge(sent, await sendMembers({ ...batch, group: batch.id, ids: open }, signal));
    if (context.profile.readAfterWriteDelay > 0)
      await context.client.sleep(context.profile.readAfterWriteDelay, signal);
    after = await lookBack(context, { ...batch, accounts: open, wanted }, signal).catch(untold);
    open = open.filter((id) => isMember(after, id) !== wanted && sent.get(id)?.again === true);
  }
  const givenUp = open.map((id) => sent.get(id)?.reason).find((reason) => typeof reason === "string");
  if (givenUp !== undefined && givenUp !== null) batch.progress.missed(`${givenUp}`);
  const told = { before, after, sent, wanted };
  return batch.changes.map((change) =>
    outcomeOf(change, finishOf(context, batch, { ...told, id: ids.get(change.key) ?? null }), context.clock),
  );
}

const mostRounds = 3;

/** What cannot be read back may have been done all the same: that a request was sent is not to be lost. */
function untold(error: unknown): Membership {
  if (!(error instanceof RollcallError) || error.code === "aborted") throw error;
  return { kind: "unknown", reason: error.message };
}

/** What was accepted and is not to be seen yet may be on its way: one more look, after a pause. */
async function lookBack(
  context: ScimContext,
  batch: GroupBatch & { readonly accounts: readonly string[]; readonly wanted: boolean },
  signal: AbortSignal,
): Promise<Membership> {
  const first = await lookAgain(context, batch, signal);
  if (batch.accounts.every((id) => isMember(first, id) !== !batch.wanted)) return first;
  await context.client.pause(mostRounds, signal);
  return lookAgain(context, batch, signal);
}

async function lookAgain(
  context: ScimContext,
  batch: GroupBatch & { readonly accounts: readonly string[] },
  signal: AbortSignal,
): Promise<Membership> {
  const seen = await look(context, batch, { accounts: batch.accounts, isFirst: false, signal });
  return doubtGone(context, seen, { group: { id: batch.id, name: batch.group }, signal });
}

/** Accounts that this connector just made are in no group: where each membership is a request, that one is saved. */
async function look(
  context: ScimContext,
  batch: GroupBatch,
  how: { readonly accounts: readonly string[]; readonly isFirst: boolean; readonly signal: AbortSignal },
): Promise<Membership> {
  const { made, touched } = context.memory;
  const isMadeHere = (id: string) => how.isFirst && made.has(id) && touched.get(batch.id)?.has(id) !== true;
  const candidates = how.accounts.filter((id) => !isMadeHere(id));
  const membership = await membersOf(context, { group: batch.id, rules: batch.rules, candidates }, how.signal);
  if (membership.kind !== "asked") return membership;
  return { ...membership, asked: new Set(how.accounts) };
}

/** Remote id by key of change; null: there is no such account; an object: that cannot be said. */
export async function idsOf(
  context: ScimContext,
  changes: readonly Change[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string | null | { readonly reason: string }>> {
  const ids = new Map<string, string | null | { readonly reason: string }>();
  const unknown: Change[] = [];
  for (const change of changes) {
    const id = change.account ?? (change.person === null ? null : (context.memory.ids.get(change.person) ?? null));
    if (id === null) unknown.push(change);
    else ids.set(change.key, id);
  }
  const subjects = unknown.map(({ person, userName }) => ({ id: null, person, userName }));
  const looks = await lookForAll(context, subjects, signal);
  for (const [at, change] of unknown.entries()) {
    const found = looks[at];
    if (found?.kind !== "found") ids.set(change.key, found?.kind === "unknown" ? { reason: found.reason } : null);
    else {
      const { id, externalId } = found.live.account;
      const isTheirs = externalId === null || externalId === change.person || change.person === null;
      ids.set(
        change.key,
        isTheirs ? id : { reason: "has an account of that name that carries the id of somebody else" },
      );
      if (isTheirs && change.person !== null) context.memory.ids.set(change.person, id);
    }
  }
  return ids;
}

interface Told {
  readonly before: Membership;
  readonly after: Membership;
  readonly sent: ReadonlyMap<string, Sent>;
  readonly wanted: boolean;
  readonly id: string | null | { readonly reason: string };
}

function finishOf(context: ScimContext, batch: GroupBatch, told: Told): Finish {
  const { id, wanted } = told;
  if (id === null) return wanted ? failed("there is no such account: plan again") : { status: "unchanged" };
  if (typeof id !== "string") return failed(`${context.application} ${id.reason}`);
  const sent = told.sent.get(id);
  if (isMember(told.before, id) === wanted) return { status: "unchanged", account: id };
  if (sent === undefined) {
    return {
      status: "not-reached",
      account: id,
      reason: `${context.application} ${batch.progress.stopped ?? (context.client.isStopped ? stoppedReason : "was not asked")}`,
    };
  }
  const known = { account: id, attempts: sent.attempts, reference: sent.reference };
  const is = isMember(told.after, id);
  if (is === wanted) return { ...known, status: "applied" };
  if (sent.reason !== null) return { ...known, ...failed(`${context.application} ${sent.reason}`) };
  const untellable = told.after.kind === "unknown" ? told.after.reason : undefined;
  const reason =
    is === null
      ? `accepted, but ${untellable === undefined ? "the application does not tell who is in a group" : `it cannot be read back: ${untellable}`}`
      : "accepted, and ignored or not done yet: read back it is not so: member";
  return { ...known, status: "unverified", reason };
}

/** Only accounts that were made here are ever asked about. */
function touch(context: ScimContext, group: string, ids: readonly string[]): void {
  const { made, touched } = context.memory;
  const own = touched.get(group) ?? new Set<string>();
  for (const id of ids) if (made.has(id)) own.add(id);
  touched.set(group, own);
}

function failed(reason: string): { readonly status: "failed"; readonly reason: string } {
  return { status: "failed", reason };
}

function unreached(context: ScimContext, { changes }: MemberBatch): readonly Outcome[] {
  const reason = `${context.application} ${stoppedReason}`;
  return changes.map((change) => outcomeOf(change, { status: "not-reached", reason }, context.clock));
}

function withoutGroup(context: ScimContext, batch: MemberBatch): readonly Outcome[] {
  const finish: Finish =
    batch.direction === "remove"
      ? { status: "unchanged" }
      : { status: "failed", reason: `${context.application} has no group ${batch.group}: make it there` };
  return batch.changes.map((change) => outcomeOf(change, finish, context.clock));
}

function merge(into: Map<string, Sent>, from: ReadonlyMap<string, Sent>): void {
  for (const [id, sent] of from) into.set(id, { ...sent, attempts: sent.attempts + (into.get(id)?.attempts ?? 0) });
}
