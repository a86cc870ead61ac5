import { join } from "node:path";
import { applyPlan as applyChanges } from "../apply/apply.ts";
import { missingApprovals } from "../apply/approvals.ts";
import { checkApplicable } from "../apply/check.ts";
import { type Journal, journalPath, openJournal, readJournal, runId } from "../apply/journal.ts";
import { takeLock } from "../apply/lock.ts";
import { decodePlan } from "../apply/plan-file.ts";
import type { Approval } from "../model/approval.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import { RollcallError } from "../model/error.ts";
import type { RunRecord } from "../model/manifest.ts";
import type { Organization } from "../model/organization.ts";
import type { Outcome } from "../model/outcome.ts";
import type { Plan } from "../model/plan.ts";
import { instantOf } from "../ports/clock.ts";
import { planWith } from "./make-plan.ts";
import { type OpenConnectors, openConnectors } from "./open-connectors.ts";
import { type OpenLedger, openLedger, type Recorded } from "./open-ledger.ts";
import { readFiles } from "./read-files.ts";
import { recordRun } from "./record-run.ts";
import type { World } from "./world.ts";

/** What to apply, and who agreed. */
export interface ApplyRequest {
  readonly planText: string;
  readonly approvals: readonly Approval[];
  /** Commit to read the files from; null reads the working directory. */
  readonly ref: string | null;
  /** Moment that counts as now for the plan's expiry; null is now. */
  readonly at: string | null;
}

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
    };

/** Makes a plan so, exactly as it stands, and records it; throws before the first write when it may not. */
export async function applyPlan(world: World, request: ApplyRequest): Promise<ApplyResult> {
  const plan = decodePlan(request.planText);
  const files = await readFiles(world, { ref: request.ref, at: plan.basis.at });
  const { organization } = files;
  if (organization === null) return { kind: "invalid", diagnostics: files.diagnostics };
  const lock = await takeLock(world.disk, join(world.state, "apply.lock"), world);
  try {
    const ledger = await openLedger(world, organization, files.allowedSigners);
    const known = await ledger.find(runId(plan.digest));
    if (known !== null) return alreadyApplied(plan, known);
    const connectors = await openConnectors(world, organization, files.profiles);
    try {
      const session = { plan, request, files, organization, connectors, ledger };
      return await applyWith(world, session, await openRunJournal(world, plan));
    } finally {
      await connectors.close();
    }
  } finally {
    await lock.release();
  }
}

/** A plan is applied once. What is left of one that went wrong in part comes back in the next plan. */
function alreadyApplied(plan: Plan, recorded: Recorded & Pick<RunRecord, "conclusion">): ApplyResult {
  if (recorded.conclusion === "completed") return { kind: "already-applied", plan, recorded };
  const text = `this plan was applied in part and recorded as run ${recorded.sequence}: make a new plan for what is left`;
  throw new RollcallError("plan-stale", text);
}

interface Session {
  readonly plan: Plan;
  readonly request: ApplyRequest;
  readonly files: Awaited<ReturnType<typeof readFiles>>;
  readonly organization: Organization;
  readonly connectors: OpenConnectors;
  readonly ledger: OpenLedger;
}

async function applyWith(world: World, session: Session, journal: Journal): Promise<ApplyResult> {
  const { plan, request, connectors } = session;
  try {
    const isResumed = journal.found.open.size > 0 || journal.found.outcomes.size > 0;
    const judged = isResumed ? resumable(session) : await freshlyPlanned(world, session);
    if (judged.kind === "invalid") return judged;
    refuseUnlessAllowed(judged.plan, request.approvals);
    if (isResumed)
      world.emit({
        kind: "resuming",
        run: journal.run,
        done: journal.found.outcomes.size,
        open: journal.found.open.size,
      });
    world.emit({ kind: "applying", total: plan.changes.length });
    const { clock, emit, signal } = world;
    try {
      const outcomes = await applyChanges(plan, { connectors: connectors.byName, journal, clock, emit, signal });
      return await conclude(world, { session, journal, outcomes, error: null });
    } catch (error) {
      return await salvage(world, { session, journal, error });
    }
  } finally {
    await journal.close();
  }
}

/** Records what a run that broke off has done; what it began and cannot tell is left for the same plan to go on with. */
async function salvage(world: World, run: { session: Session; journal: Journal; error: unknown }): Promise<never> {
  const { session, journal, error } = run;
  const state = await readJournal(world.disk, journalPath(world.state, session.plan.digest)).catch(() => null);
  const isSettled = state !== null && state.open.size === 0 && state.outcomes.size > 0 && state.recorded === null;
  if (isSettled) await conclude(world, { session, journal, outcomes: [...state.outcomes.values()], error });
  throw error;
}

/** The manifest is written also when the run failed: what was done is on record, whatever happened after. */
async function conclude(
  world: World,
  run: { session: Session; journal: Journal; outcomes: readonly Outcome[]; error: unknown },
): Promise<ApplyResult> {
  const { session, journal, outcomes, error } = run;
  const record = recordRun(session.plan, outcomes, {
    run: journal.run,
    actor: journal.opened.actor,
    engine: world.engine,
    approvals: session.request.approvals,
    started: journal.opened.at,
    finished: instantOf(world.clock),
    error: error === null ? null : reasonOf(error),
  });
  await journal.conclude(record.conclusion);
  const recorded = await session.ledger.append(record);
  await journal.record(recorded.commit);
  world.emit({ kind: "recorded", sequence: recorded.sequence, commit: recorded.commit });
  return { kind: "applied", plan: session.plan, outcomes, conclusion: record.conclusion, recorded };
}

/** An interrupted run goes on when the files are still those it was planned from; live state has moved by its own hand. */
function resumable({ plan, files }: Session): { kind: "planned"; plan: Plan } {
  checkApplicable(plan, { now: plan.basis.at, inputs: files.inputs, replanned: null });
  return { kind: "planned", plan };
}

/** Reads and plans again, and goes on only if exactly the same operations come out. */
async function freshlyPlanned(world: World, session: Session) {
  const { plan, files, organization, connectors, request } = session;
  const now = request.at ?? instantOf(world.clock);
  checkApplicable(plan, { now, inputs: files.inputs, replanned: null });
  const again = await planWith(world, { files, organization, connectors, undo: plan.basis.undoes ?? null });
  if (again.kind === "invalid") return again;
  const { operations, basis } = again.plan;
  checkApplicable(plan, {
    now,
    inputs: files.inputs,
    replanned: { operations, live: basis.live, policy: basis.policy },
  });
  return again;
}

/** Denials, guards, doubt and missing approvals, in this order. */
function refuseUnlessAllowed(plan: Plan, approvals: readonly Approval[]): void {
  const [stop] = plan.guards;
  if (stop !== undefined)
    throw new RollcallError("guard-stopped", `${stop.message} (${stop.guard}): nothing was written`);
  const denials = [plan.decision, ...plan.changes.map(({ decision }) => decision)].filter(
    ({ verdict }) => verdict === "deny",
  );
  if (denials.length > 0) {
    const [first] = denials.flatMap((decision) => decision.denials);
    throw new RollcallError(
      "plan-denied",
      `policy denies this plan: ${first?.message ?? "no reason given"} (${first?.rule ?? "unnamed"}): nothing was written`,
    );
  }
  const untrusted = plan.applications.find(({ listing }) => listing === "untrusted");
  if (untrusted !== undefined) {
    throw new RollcallError(
      "listing-untrusted",
      `the listing of ${untrusted.application} cannot be trusted: nothing was written; plan again when it can`,
    );
  }
  const missing = missingApprovals(plan, approvals);
  if (missing.length > 0) {
    const text = missing.map(({ from, required, have }) => `${from} (${have} of ${required})`).join(", ");
    throw new RollcallError("approval-missing", `approval is missing from ${text}: nothing was written`);
  }
}

async function openRunJournal(world: World, plan: Plan): Promise<Journal> {
  const { digest, operations } = plan;
  const opening = { run: runId(digest), plan: digest, operations, at: instantOf(world.clock), actor: world.actor };
  return openJournal(world.disk, journalPath(world.state, digest), opening);
}

function reasonOf(error: unknown): string {
  return error instanceof RollcallError ? `${error.code}: ${error.message}` : "an unexpected error";
}
