import { applyPlan as applyChanges, type Course } from "../apply/apply.ts";
import type { Lease } from "../apply/held-lease.ts";
import {
  type Journal,
  type JournalState,
  journalPath,
  openJournal,
  planPath,
  runId,
  seedJournal,
} from "../apply/journal.ts";
import { type Claim, takeLease } from "../apply/lease.ts";
import { takeLock } from "../apply/lock.ts";
import { openSharedRef } from "../apply/shared-ref.ts";
import { standingOf } from "../apply/standing.ts";
import { withWriteAhead } from "../apply/write-ahead.ts";
import { isOverridden } from "../model/approval-standing.ts";
import { RollcallError } from "../model/error.ts";
import type { RunRecord } from "../model/manifest.ts";
import type { Plan } from "../model/plan.ts";
import { instantOf } from "../ports/clock.ts";
import type { Git } from "../ports/git.ts";
import { agreedTo } from "./agreed-to.ts";
import { announceRun } from "./announce-run.ts";
import type { ApplyResult, LeasedSession, OpenSession, Replanned, Session } from "./apply-session.ts";
import { conclude, salvage } from "./conclude-run.ts";
import type { Recorded } from "./open-ledger.ts";
import { patiently } from "./patiently.ts";
import { recoverRuns } from "./recover-runs.ts";
import { refuseUnlessAllowed } from "./refuse-unless-allowed.ts";
import type { RunWorld } from "./world.ts";

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
  if (isResumed) await lease.begin();
  else {
    const agreed = agreedTo(plan, consent, session.at ?? journal.opened.at);
    await announceRun(ledger, plan, { world, journal, agreed, begin: () => lease.begin() });
  }
  const { clock, emit } = world;
  const signal = AbortSignal.any([world.signal, lease.signal]);
  const course: Course = { ...settings, only };
  const applying = { connectors: connectors.byName, journal, clock, emit, signal, course, overridden };
  const end = await applyChanges(plan, applying).catch((error: unknown) => salvage(world, session, error));
  return conclude(world, session, { ...end, error: null });
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
