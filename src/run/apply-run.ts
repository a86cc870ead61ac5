import { type ApplyEnd, applyPlan as applyChanges, type Course } from "../apply/apply.ts";
import type { Halt } from "../apply/health.ts";
import type { Lease } from "../apply/held-lease.ts";
import {
  type Journal,
  type JournalState,
  journalPath,
  openJournal,
  planPath,
  readJournal,
  runId,
  seedJournal,
} from "../apply/journal.ts";
import { type Claim, takeLease } from "../apply/lease.ts";
import { takeLock } from "../apply/lock.ts";
import { openSharedRef } from "../apply/shared-ref.ts";
import { type Consent, standingOf } from "../apply/standing.ts";
import { withWriteAhead } from "../apply/write-ahead.ts";
import type { ApplySettings } from "../model/apply-settings.ts";
import { isOverridden } from "../model/approval-standing.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import { RollcallError } from "../model/error.ts";
import type { Instant, Milliseconds } from "../model/instant.ts";
import type { RunRecord } from "../model/manifest.ts";
import type { Outcome } from "../model/outcome.ts";
import type { Plan } from "../model/plan.ts";
import { instantOf } from "../ports/clock.ts";
import type { Git } from "../ports/git.ts";
import { agreedTo } from "./agreed-to.ts";
import { announceRun } from "./announce-run.ts";
import type { OpenConnectors } from "./open-connectors.ts";
import type { OpenLedger, Recorded } from "./open-ledger.ts";
import { patiently } from "./patiently.ts";
import { raiseAlarm } from "./raise-alarm.ts";
import { type RecordedFiles, recordRun } from "./record-run.ts";
import { recoverRuns } from "./recover-runs.ts";
import { refuseUnlessAllowed } from "./refuse-unless-allowed.ts";
import type { RunWorld } from "./world.ts";

/** One plan on its way, and how the world around it is reached: no file that people write is read from here on. */
export interface Session {
  readonly plan: Plan;
  readonly planText: string;
  readonly consent: Consent;
  /** The moment at which approvals must hold; null: when the run begins. */
  readonly at: Instant | null;
  readonly settings: ApplySettings;
  /** Where the lease and the journal are shared; null: in this repository alone. */
  readonly remote: string | null;
  readonly ledger: OpenLedger;
  /** Applications whose changes are made; null: all. */
  readonly only: ReadonlySet<string> | null;
  /** Somebody looked into the last halt and says to go on. */
  readonly resumes: boolean;
  /** How long to wait for somebody else's apply to end. */
  readonly wait: Milliseconds;
  /** What the record says of the files beside the plan; left out: nothing. */
  readonly files?: RecordedFiles;
  /** Opens every application; `beforeWrite` throws when nothing may be written any more. */
  connect(beforeWrite: () => void): Promise<OpenConnectors>;
  /** Throws `plan-stale` when the files are not those that the plan was made from, `plan-expired` when it is too old to begin. */
  check(start: "begins" | "goes-on"): void;
  /** Plans again from live state and throws `plan-stale` unless the same operations come out. */
  replan(connectors: OpenConnectors): Promise<Replanned>;
}

/** What planning again gives. */
export type Replanned =
  | { readonly kind: "planned"; readonly plan: Plan }
  | { readonly kind: "invalid"; readonly diagnostics: readonly Diagnostic[] };

/** Whether a ring that did not pass was put back, as the run at that place of the ledger; or why not. */
export type RolledBack =
  | { readonly kind: "rolled-back"; readonly sequence: number; readonly isWhole: boolean }
  | { readonly kind: "left"; readonly reason: string };

/** What became of a plan. */
export type ApplyResult =
  | { readonly kind: "invalid"; readonly diagnostics: readonly Diagnostic[] }
  | { readonly kind: "already-applied"; readonly plan: Plan; readonly recorded: Recorded }
  | {
      readonly kind: "applied";
      readonly plan: Plan;
      readonly outcomes: readonly Outcome[];
      readonly conclusion: RunRecord["conclusion"];
      readonly recorded: Recorded;
      readonly halt: Halt | null;
      /** What became of the ring that did not pass; null when nothing was to be put back. */
      readonly rolledBack: RolledBack | null;
      /** Whether everything that was to be made is so; what `only` leaves out was not to be made. */
      readonly isWhole: boolean;
    };

/** Makes a plan so, exactly as it stands, and records it; throws before the first write when it may not. */
export async function applyRun(world: RunWorld, session: Session): Promise<ApplyResult> {
  const patience = { until: world.clock.now() + session.wait, ...world };
  const lock = await patiently(patience, () => takeLock(world.disk, `${world.state}/apply.lock`, world));
  try {
    const known = await session.ledger.find(runId(session.plan.digest));
    if (known !== null) return alreadyApplied(session.plan, known);
    session.check("goes-on");
    const lease = await patiently(patience, () => leaseFor(world, session, lock.gone));
    const outcome = { isRecorded: false };
    try {
      const meanwhile = await appliedMeanwhile(session);
      outcome.isRecorded = meanwhile !== null;
      return meanwhile === null
        ? await applyUnder(world, { ...session, lease }, outcome)
        : alreadyApplied(session.plan, meanwhile);
    } finally {
      await lease.release({ keep: !outcome.isRecorded });
    }
  } finally {
    await lock.release();
  }
}

/** What was recorded before the lease was ours is not to be done a second time; from now on nobody else records anything. */
async function appliedMeanwhile({ ledger, plan }: Session) {
  await ledger.catchUp();
  return ledger.find(runId(plan.digest));
}

/** A plan is applied once. What is left of one that went wrong in part comes back in the next plan. */
function alreadyApplied(plan: Plan, recorded: Recorded & Pick<RunRecord, "conclusion">): ApplyResult {
  if (recorded.conclusion === "completed") return { kind: "already-applied", plan, recorded };
  const text = `this plan was applied in part and recorded as run ${recorded.sequence}: make a new plan for what is left`;
  throw new RollcallError("plan-stale", text);
}

type LeasedSession = Session & { readonly lease: Lease };

async function leaseFor(world: RunWorld, session: Session, gone: Claim["gone"]): Promise<Lease> {
  const { plan, planText, resumes, settings } = session;
  const atHalt: Claim["atHalt"] = resumes ? "resumes" : plan.basis.undoes === undefined ? "stops" : "undoes";
  const git = gitOf(world);
  const { clock, emit, signal, processes, actor } = world;
  const ref = openSharedRef(git, session.remote);
  const claim = {
    ...{ run: runId(plan.digest), plan: plan.digest, planText, at: plan.basis.at },
    ...{ actor, holder: processes.self, gone, atHalt },
  };
  await refuseOlder(session, plan);
  return takeLease({ git, ref, clock, emit, signal, term: settings.lease }, claim);
}

function gitOf({ git }: RunWorld): Git {
  if (git !== null) return git;
  throw new RollcallError("input-invalid", "there is no git repository here: there is nowhere to record the run");
}

/** Also when the lease was lost with its reference: the ledger remembers what was applied last. */
async function refuseOlder({ ledger }: Session, { basis }: Plan): Promise<void> {
  const newest = await ledger.newestPlan();
  if (newest === null || basis.at >= newest) return;
  throw new RollcallError(
    "plan-stale",
    `a plan for ${newest} was applied, and this one is for ${basis.at}: make a new one`,
  );
}

async function applyUnder(
  world: RunWorld,
  session: LeasedSession,
  outcome: { isRecorded: boolean },
): Promise<ApplyResult> {
  const { lease, ledger } = session;
  const connectors = await session.connect(() => lease.assertHeld());
  try {
    const own = runId(session.plan.digest);
    await recoverRuns(world, { lease, ledger, connectors, own });
    const journal = await openRunJournal(world, session);
    try {
      const result = await applyWith(world, { ...session, connectors, journal });
      outcome.isRecorded = result.kind !== "applied" || result.recorded.reason === null;
      return result;
    } finally {
      await journal.close();
    }
  } finally {
    await connectors.close();
  }
}

type OpenSession = LeasedSession & { readonly connectors: OpenConnectors; readonly journal: Journal };

async function applyWith(world: RunWorld, session: OpenSession): Promise<ApplyResult> {
  const { plan, connectors, journal, lease, ledger, consent, settings, only } = session;
  const { found } = journal;
  const isResumed = hasBegun(found);
  if (!isResumed) session.check("begins");
  const judged: Replanned = isResumed ? { kind: "planned", plan } : await session.replan(connectors);
  if (judged.kind === "invalid") return judged;
  const standing = standingOf(judged.plan, consent, session.at ?? journal.opened.at);
  refuseUnlessAllowed(judged.plan, standing);
  const overridden = new Set(standing.overrides.filter(isOverridden).map(({ guard }) => guard));
  if (isResumed) for (const application of connectors.byName.keys()) connectors.coolDown(application);
  if (isResumed) world.emit({ kind: "resuming", run: journal.run, done: found.outcomes.size, open: found.open.size });
  if (!isResumed) {
    const agreed = agreedTo(plan, consent, session.at ?? journal.opened.at);
    await announceRun(ledger, plan, { world, journal, agreed });
  }
  const { clock, emit } = world;
  const signal = AbortSignal.any([world.signal, lease.signal]);
  const course: Course = { ...settings, only };
  const applying = { connectors: connectors.byName, journal, clock, emit, signal, course, overridden };
  const end = await applyChanges(plan, applying).catch((error: unknown) => salvage(world, session, error));
  return conclude(world, session, { ...end, error: null });
}

/** Records what a run that broke off has done; what it began and cannot tell is left for the same plan to go on with. */
async function salvage(world: RunWorld, session: OpenSession, error: unknown): Promise<never> {
  const state = await readJournal(world.disk, journalPath(world.state, session.plan.digest)).catch(() => null);
  const isSettled = state !== null && state.open.size === 0 && state.outcomes.size > 0 && state.recorded === null;
  if (isSettled && !session.lease.signal.aborted) {
    const outcomes = [...state.outcomes.values()];
    await conclude(world, session, { outcomes, rings: new Map(), halt: null, error });
  }
  throw error;
}

/** The manifest is written also when the run failed: what was done is on record, whatever happened after. */
async function conclude(
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

async function openRunJournal(world: RunWorld, session: LeasedSession): Promise<Journal> {
  const { plan, lease } = session;
  const { digest, operations } = plan;
  const path = journalPath(world.state, digest);
  const published = await lease.published();
  await seedJournal(world.disk, path, published);
  const opening = {
    run: runId(digest),
    plan: digest,
    operations,
    at: instantOf(world.clock),
    actor: world.actor,
    ...agreedTo(plan, session.consent, session.at ?? instantOf(world.clock)),
  };
  await world.disk.write(planPath(world.state, digest), Buffer.from(session.planText), { private: true });
  const journal = await openJournal(world.disk, path, opening);
  return lease.isRemote ? withWriteAhead(journal, lease, published.length === 0) : journal;
}

function hasBegun({ open, outcomes }: JournalState): boolean {
  return open.size > 0 || outcomes.size > 0;
}

function reasonOf(error: unknown): string {
  return error instanceof RollcallError ? `${error.code}: ${error.message}` : "an unexpected error";
}
