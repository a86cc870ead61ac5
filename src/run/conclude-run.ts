import type { ApplyEnd } from "../apply/apply.ts";
import type { Halt } from "../apply/health.ts";
import { journalPath, planPath, readJournal } from "../apply/journal.ts";
import { RollcallError } from "../model/error.ts";
import type { Outcome } from "../model/outcome.ts";
import { instantOf } from "../ports/clock.ts";
import { agreedTo } from "./agreed-to.ts";
import type { ApplyResult, OpenSession, Session } from "./apply-session.ts";
import { raiseAlarm } from "./raise-alarm.ts";
import { recordRun } from "./record-run.ts";
import type { RunWorld } from "./world.ts";

/** Records what a run that broke off has done; what it began and cannot tell is left for the same plan to go on with. */
export async function salvage(world: RunWorld, session: OpenSession, error: unknown): Promise<never> {
  const state = await readJournal(world.disk, journalPath(world.state, session.plan.digest)).catch(() => null);
  const isSettled = state !== null && state.open.size === 0 && state.outcomes.size > 0 && state.recorded === null;
  if (isSettled && !session.lease.signal.aborted) {
    const outcomes = [...state.outcomes.values()];
    await conclude(world, session, { outcomes, rings: new Map(), halt: null, error });
  }
  throw error;
}

/** The manifest is written also when the run failed: what was done is on record, whatever happened after. */
export async function conclude(
  world: RunWorld,
  session: OpenSession,
  end: ApplyEnd & { readonly error: unknown },
): Promise<ApplyResult> {
  const { plan, journal, lease, ledger } = session;
  // Whoever has the lease now looks after this run and records it.
  if (lease.signal.aborted) throw lease.signal.reason;
  if (end.halt !== null) await halt(world, session, end.halt);
  const { outcomes } = end;
  const record = recordRun(plan, outcomes, {
    ...{ run: journal.run, actor: journal.opened.actor, engine: world.engine, rings: end.rings },
    ...agreedTo(plan, session.consent, session.at ?? journal.opened.at),
    ...(session.files === undefined ? {} : { files: session.files }),
    started: journal.opened.at,
    finished: instantOf(world.clock),
    error: end.error === null ? (end.halt?.reason ?? null) : reasonOf(end.error),
  });
  await journal.conclude(record.conclusion);
  const recorded = await ledger.append(record);
  await journal.record(recorded.commit);
  await world.disk.remove(planPath(world.state, plan.digest));
  world.emit({ kind: "recorded", sequence: recorded.sequence, commit: recorded.commit });
  if (end.halt !== null) await raiseAlarm(world, session, { halt: end.halt, record, recorded });
  const isWhole = isAsWanted(session, outcomes);
  return {
    kind: "applied",
    plan,
    outcomes,
    conclusion: record.conclusion,
    recorded,
    halt: end.halt,
    isWhole,
    rolledBack: null,
  };
}

const isDone: ReadonlySet<Outcome["status"]> = new Set(["applied", "unchanged"]);

function isAsWanted({ plan, only }: Session, outcomes: readonly Outcome[]): boolean {
  const left = new Set(outcomes.flatMap(({ key, status }) => (isDone.has(status) ? [] : [key])));
  return plan.changes.every(({ change }) => !left.has(change.key) || (only !== null && !only.has(change.application)));
}

/** From here on nobody applies until somebody has looked into it. */
async function halt(world: RunWorld, { lease }: OpenSession, { reason }: Halt): Promise<void> {
  world.emit({ kind: "halted", reason });
  // What was done is recorded in any case; a halt that cannot be shared is at least in the manifest.
  await lease.pause(reason).catch(() => {});
}

function reasonOf(error: unknown): string {
  return error instanceof RollcallError ? `${error.code}: ${error.message}` : "an unexpected error";
}
