import type { Change } from "../../model/change.ts";
import { groupBy } from "../../model/group-by.ts";
import type { Outcome } from "../../model/outcome.ts";
import { outcomeOf } from "../outcome.ts";
import type { Answer } from "./answer.ts";
import { WriteGate } from "./bulk.ts";
import { lookAlone, lookFor, lookForAll } from "./census.ts";
import type { Look, ScimContext } from "./context.ts";
import { type Draft, type Ending, ended, inDoubt, liveOf, startOf, told, written } from "./draft.ts";
import { eachOf } from "./each.ts";
import type { Progress } from "./progress.ts";
import { stoppedReason } from "./stop.ts";
import { isRight, laneOf, type Step, stepFor, type Target, wrongs } from "./target.ts";

/** Looks at every account, writes what is not right, and reads back what was written. */
export async function settleAccounts(
  context: ScimContext,
  what: { readonly targets: readonly Target[]; readonly progress: Progress },
  signal: AbortSignal,
): Promise<readonly Outcome[]> {
  const { targets, progress } = what;
  const looks = await lookForAll(
    context,
    targets.map(({ subject }) => subject),
    signal,
  );
  const asked = targets.map((target, at) => ({ target, look: looks[at] ?? unasked }));
  const lanes = groupBy(asked, ({ target }) => laneOf(target.subject));
  const gate = new WriteGate(context, lanes.size);
  const drafts = await gate.run([...lanes.values()], (lane) => writeLane(context, { lane, progress, gate }, signal));
  return prove(context, drafts.flat(), signal);
}

const unasked: Look = { kind: "unknown", reason: "was not asked", halt: false };

interface Writing {
  readonly progress: Progress;
  readonly gate: WriteGate;
}

/** One account's requests, one after the other; what was looked at together is true for the first only. */
async function writeLane(
  context: ScimContext,
  what: Writing & { readonly lane: readonly { target: Target; look: Look }[] },
  signal: AbortSignal,
): Promise<readonly Draft[]> {
  const drafts: Draft[] = [];
  for (const { target, look } of what.lane) {
    if (drafts.at(-1)?.isTouched === true) await untilVisible(context, signal);
    const fresh = drafts.length === 0 ? look : await lookFor(context, target.subject, signal);
    drafts.push(await writeTarget(context, { ...what, target, look: fresh }, signal));
  }
  return drafts;
}

/** Look, write, and look again whenever it is not clear whether the write was made; at most three writes. */
async function writeTarget(
  context: ScimContext,
  what: Writing & { readonly target: Target; readonly look: Look },
  signal: AbortSignal,
): Promise<Draft> {
  const { target, progress } = what;
  let draft = startOf(context, target, what.look);
  let { look } = what;
  let last: Answer | null = null;
  for (let writes = 1; ; writes += 1) {
    if (context.client.isStopped && !draft.isTouched)
      return ended(draft, { status: "not-reached", reason: told(context, stoppedReason) });
    look = await doubtPast(context, { target, look }, signal);
    progress.looked(look);
    if (look.kind === "unknown") return ended(draft, failure(context, last, look.reason));
    draft = { ...draft, account: liveOf(look)?.account.id ?? draft.account };
    const step = stepFor(context, target, liveOf(look));
    if (step.kind === "right") return ended(draft, { status: draft.isTouched ? "applied" : "unchanged" });
    if (step.kind === "impossible") return ended(draft, inDoubt(context, draft, step));
    if (progress.stopped !== null) {
      const unreached = { status: "not-reached", reason: told(context, progress.stopped) } as const;
      return ended(draft, inDoubt(context, draft, unreached));
    }
    if (last !== null && isHopeless(last, step, writes)) {
      if (last.kind === "unclear") progress.missed(last.reason);
      return ended(draft, failure(context, last, null));
    }
    noteRename(context, target, draft.account);
    last = await what.gate.send(step.request, signal);
    progress.answered(last);
    draft = written(context, draft, last);
    if (last.kind === "ok") return draft;
    const finish = draft.isTouched && isOutdated(last) ? null : finishOf(context, step, last);
    if (finish !== null) return ended(draft, finish);
    if (last.kind === "unclear") await context.client.pause(writes, signal);
    if (draft.isTouched) await untilVisible(context, signal);
    const subject = { ...target.subject, id: target.subject.id ?? draft.account, isRemembered: false };
    look = await lookAlone(context, subject, signal);
  }
}

const mostWrites = 3;

/**
 * A look that lacks what was proven here before may show the past. Where no version would tell, and lists or accounts are written as wholes, that
 * past would be put back, with rights that were just taken; so there it is looked again, after a pause.
 */
async function doubtPast(
  context: ScimContext,
  what: { readonly target: Target; readonly look: Look },
  signal: AbortSignal,
): Promise<Look> {
  let { look } = what;
  for (let again = 1; again < mostReads && isContradicted(context, look); again += 1) {
    await context.client.pause(again, signal);
    const id = liveOf(look)?.account.id ?? null;
    look = await lookAlone(context, { ...what.target.subject, id, isRemembered: false }, signal);
  }
  return look;
}

function isContradicted({ profile, memory }: ScimContext, look: Look): boolean {
  const live = liveOf(look);
  if (live === null || live.account.version !== null) return false;
  return memory.proven.get(live.account.id)?.some((change) => !isRight(profile, change, live)) === true;
}

/** What was read back, where whoever looks next has to see it. */
function noteProven({ profile, memory }: ScimContext, draft: Draft, look: Look): void {
  const live = liveOf(look);
  const { verb, lists } = profile.update;
  if (live === null || live.account.version !== null || (verb === "PATCH" && lists === "value-path")) return;
  const own = memory.proven.get(live.account.id) ?? [];
  memory.proven.set(live.account.id, [
    ...own,
    ...draft.target.changes.filter((change) => isRight(profile, change, live)),
  ]);
}

/** Whoever comes after this change finds the account under the name that it gives. */
function noteRename({ memory }: ScimContext, { changes }: Target, account: string | null): void {
  for (const change of changes) {
    if (account === null || change.kind !== "update-account" || change.after.userName === undefined) continue;
    memory.renamed.set(account, change.after.userName);
  }
}

/** Before that, what was written may look as if it were not: a write made again would be made twice. */
async function untilVisible({ client, profile }: ScimContext, signal: AbortSignal): Promise<void> {
  if (profile.readAfterWriteDelay > 0) await client.sleep(profile.readAfterWriteDelay, signal);
}

/** The version has moved; after a write of ours whose end is unknown, it may be that write which moved it. */
function isOutdated(answer: Answer): boolean {
  return answer.kind === "rejected" && answer.status === 412;
}

/** A create that was refused as a duplicate, and a look that finds none, would go on for ever. */
function isHopeless(last: Answer, step: Step & { kind: "write" }, writes: number): boolean {
  if (last.kind === "unclear") return last.lasting || writes > mostWrites;
  return writes > mostWrites || (step.request.method === "POST" && last.kind === "rejected");
}

function failure(context: ScimContext, last: Answer | null, look: string | null): Ending {
  const written = last === null || last.kind === "ok" ? null : last.reason;
  const reasons = [written, look].filter((reason) => reason !== null);
  const hint = last?.kind === "rejected" && look === null ? ", and the account is not to be found" : "";
  return { status: "failed", reason: told(context, `${reasons.join(", then ")}${hint}`) };
}

/** What a no means; null: look again. */
function finishOf(context: ScimContext, step: Step & { kind: "write" }, answer: Answer): Ending | null {
  if (answer.kind !== "rejected") return null;
  const { status } = answer;
  if (isOutdated(answer))
    return { status: "refused", reason: "the account changed since it was looked at: plan again" };
  if (step.request.method === "POST" ? context.profile.conflicts.includes(status) : status === 404) return null;
  return { status: "failed", reason: told(context, answer.reason) };
}

/** A 2xx is no proof: everything that was written is read back, once more when it is not there yet. */
async function prove(context: ScimContext, drafts: readonly Draft[], signal: AbortSignal): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  let open: readonly Draft[] = drafts.filter(({ finish }) => finish === null);
  for (const draft of drafts) if (draft.finish !== null) outcomes.push(...finished(context, draft, draft.finish));
  if (open.length > 0) await untilVisible(context, signal);
  for (let reads = 1; open.length > 0; reads += 1) {
    const looks = await readBack(context, { open, reads }, signal);
    const left: Draft[] = [];
    for (const [at, draft] of open.entries()) {
      const look = looks[at] ?? unasked;
      const missing = missingOf(context, draft, look);
      if (missing.length > 0 && reads < mostReads) left.push(draft);
      else outcomes.push(...proven(context, draft, look));
    }
    open = left;
  }
  return outcomes;
}

const mostReads = 3;

/** The first time all together; then each by itself, and at last after a pause. */
async function readBack(
  context: ScimContext,
  what: { readonly open: readonly Draft[]; readonly reads: number },
  signal: AbortSignal,
): Promise<readonly Look[]> {
  const subjects = what.open.map(({ target, account }) => ({ ...target.subject, id: account, isRemembered: false }));
  if (what.reads === 1) return lookForAll(context, subjects, signal);
  if (what.reads === mostReads) await context.client.pause(mostReads, signal);
  return eachOf(subjects, context.concurrency, (subject) => lookAlone(context, subject, signal));
}

function missingOf(context: ScimContext, draft: Draft, look: Look): readonly string[] {
  if (look.kind === "unknown") return [look.reason];
  return draft.target.changes.flatMap((change) => wrongs(context.profile, change, liveOf(look)));
}

function proven(context: ScimContext, draft: Draft, look: Look): readonly Outcome[] {
  noteProven(context, draft, look);
  return draft.target.changes.map((change) => {
    const account = liveOf(look)?.account.id ?? draft.account;
    const reference = draft.reference ?? liveOf(look)?.account.version ?? null;
    const known = { account, reference, attempts: draft.attempts };
    if (look.kind === "unknown") {
      const reason = `accepted, but it cannot be read back: ${told(context, look.reason)}`;
      return outcomeOf(change, { ...known, status: "unverified", reason }, context.clock);
    }
    const wrong = wrongs(context.profile, change, liveOf(look));
    if (wrong.length === 0) return outcomeOf(change, { ...known, status: rightStatus(draft, change) }, context.clock);
    const reason = `accepted, and ignored or not done yet: read back it is not so: ${wrong.join(", ")}`;
    return outcomeOf(change, { ...known, status: "unverified", reason }, context.clock);
  });
}

function finished(context: ScimContext, draft: Draft, finish: Ending): readonly Outcome[] {
  const { account, reference, attempts } = draft;
  return draft.target.changes.map((change) => {
    const status = draft.rightBefore.has(change.key) ? "unchanged" : finish.status;
    const reason = status === "unchanged" ? null : (finish.reason ?? null);
    return outcomeOf(change, { account, reference, attempts, status, reason }, context.clock);
  });
}

function rightStatus(draft: Draft, change: Change): "applied" | "unchanged" {
  return draft.rightBefore.has(change.key) ? "unchanged" : "applied";
}
