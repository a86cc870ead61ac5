import type { Approval, GuardOverride } from "../model/approval.ts";
import type { Change } from "../model/change.ts";
import type { Decision } from "../model/decision.ts";
import { entitlementKey } from "../model/entitlement-key.ts";
import type { Instant } from "../model/instant.ts";
import type { JudgedPlan, ManifestEntry, RecordedDecision, RosterSource, RunRecord } from "../model/manifest.ts";
import { countStatuses, type Outcome } from "../model/outcome.ts";
import type { Plan, PlannedChange } from "../model/plan.ts";

/** What a manifest says beside the plan. */
export interface RunFacts {
  readonly run: string;
  /** Left out: the run records itself. */
  readonly kind?: RunRecord["kind"];
  readonly actor: string;
  readonly engine: string;
  readonly approvals: readonly Approval[];
  /** Left out: no guard stopped. */
  readonly overrides?: readonly GuardOverride[];
  readonly started: Instant;
  readonly finished: Instant;
  /** Why the run could not go on; null when it came to its end. */
  readonly error: string | null;
  /** The ring of each change by its key; left out when all were made at once. */
  readonly rings?: ReadonlyMap<string, number>;
  /** Where the people came from, and what the files say of a change; left out: nobody knows. */
  readonly files?: RecordedFiles;
}

/** What the files say that a plan does not. */
export interface RecordedFiles {
  readonly roster: RosterSource | null;
  entry(change: Change): Pick<ManifestEntry, "effective" | "emergency">;
}

/** What a run did, in the words of the ledger: every change of the plan with what became of it. */
export function recordRun(plan: Plan, outcomes: readonly Outcome[], facts: RunFacts): RunRecord {
  const byKey = new Map(outcomes.map((outcome) => [outcome.key, outcome]));
  const entries = plan.changes.map((planned) => entryOf(planned, byKey.get(planned.change.key), facts));
  const { basis } = plan;
  return {
    run: facts.run,
    kind: facts.kind ?? "result",
    organization: plan.organization,
    conclusion: facts.error !== null ? "failed" : concluded(entries),
    error: facts.error,
    actor: facts.actor,
    engine: facts.engine,
    plan: { digest: plan.digest, operations: plan.operations, at: basis.at },
    commit: basis.commit,
    inputs: basis.inputs,
    live: basis.live,
    policy: basis.policy,
    judged: judgedPlan(plan),
    approvals: facts.approvals,
    ...(facts.overrides === undefined ? {} : { overrides: facts.overrides }),
    ...(plan.filled === undefined ? {} : { filled: plan.filled }),
    ...(facts.files?.roster == null ? {} : { roster: facts.files.roster }),
    people: plan.people,
    started: facts.started,
    finished: facts.finished,
    counts: countStatuses(entries),
    entries,
  };
}

function concluded(entries: readonly ManifestEntry[]): "completed" | "partial" {
  return entries.every(({ status }) => status === "applied" || status === "unchanged") ? "completed" : "partial";
}

function entryOf({ change, decision }: PlannedChange, outcome: Outcome | undefined, facts: RunFacts): ManifestEntry {
  const ring = facts.rings?.get(change.key);
  return {
    key: change.key,
    kind: change.kind,
    application: change.application,
    person: change.person,
    account: outcome?.account ?? change.account,
    target: targetOf(change),
    before: change.before,
    after: change.after,
    because: change.because,
    decision: recordedDecision(decision),
    ...(change.irreversible === undefined ? {} : { irreversible: change.irreversible }),
    status: outcome?.status ?? "not-reached",
    reason: outcome === undefined ? "the run ended before it" : outcome.reason,
    reference: outcome?.reference ?? null,
    attempts: outcome?.attempts ?? 0,
    recovered: outcome?.recovered ?? false,
    at: outcome?.at ?? facts.finished,
    ...facts.files?.entry(change),
    ...(ring === undefined ? {} : { ring }),
  };
}

/** People who wait are counted and not named: their changes are no part of the run. */
function judgedPlan({ decision, applications, seats, costs, waiting, basis }: Plan): JudgedPlan {
  const waits: Record<string, number> = {};
  for (const { pool } of waiting) waits[pool] = (waits[pool] ?? 0) + 1;
  const accounts = Object.fromEntries(applications.map((each) => [each.application, each.accounts]));
  return {
    ...{ decision: recordedDecision(decision), accounts, seats, costs, waiting: waits },
    ...(basis.proposers === undefined ? {} : { proposers: basis.proposers }),
    ...(basis.base === undefined ? {} : { base: basis.base.commit }),
  };
}

function recordedDecision({ verdict, risk, denials, warnings, approvals }: Decision): RecordedDecision {
  const rules = [...denials, ...warnings, ...approvals].map(({ rule }) => rule);
  return { verdict, risk, rules: [...new Set(rules)].sort() };
}

function targetOf(change: Change): string | null {
  switch (change.kind) {
    case "grant":
    case "revoke":
      return entitlementKey(change.entitlement);
    case "assign-seat":
    case "release-seat":
      return `seat:${change.pool}/${change.location}`;
    default:
      return null;
  }
}
