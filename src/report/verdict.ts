import { type ApprovalStanding, isApproved, isOverridden } from "../model/approval-standing.ts";
import type { ChangeKind } from "../model/change.ts";
import { compareText } from "../model/compare.ts";
import type { Decision, RuleHit } from "../model/decision.ts";
import type { GuardStop, Plan, PlannedChange } from "../model/plan.ts";

/** What a plan comes to, worst first. */
export type PlanVerdict = "stopped" | "denied" | "nothing-to-do" | "needs-approval" | "approved" | "ready";

/** Sizes of a plan. */
export interface PlanCounts {
  readonly changes: number;
  readonly people: number;
  readonly applications: number;
  readonly kinds: Readonly<Partial<Record<ChangeKind, number>>>;
}

/** A rule that spoke, about how many changes; 0 when it spoke about the plan as a whole only. */
export interface RuleSummary extends RuleHit {
  readonly changes: number;
}

/** An approval that is missing: from whom, how many people, and the rules that ask for it. */
export interface ApprovalSummary {
  readonly from: string;
  readonly count: number;
  readonly rules: readonly RuleSummary[];
}

/** The verdict on a plan: guards, then denials, then approvals; `standing` is what is there of these, null when nobody looked. */
export function verdictOf(plan: Plan, standing: ApprovalStanding | null = null): PlanVerdict {
  const says = (verdict: Decision["verdict"]): boolean =>
    plan.decision.verdict === verdict || plan.changes.some(({ decision }) => decision.verdict === verdict);
  if (stopsOf(plan, standing).length > 0) return "stopped";
  if (says("deny") || denialsOf(plan).length > 0) return "denied";
  if (!says("needs-approval") && approvalsOf(plan).length === 0)
    return plan.changes.length === 0 ? "nothing-to-do" : "ready";
  return standing !== null && isApproved(standing) ? "approved" : "needs-approval";
}

/** Guards that stop the plan and that nobody has overridden. */
export function stopsOf({ guards }: Plan, standing: ApprovalStanding | null): readonly GuardStop[] {
  const passed = new Set(standing?.overrides.filter(isOverridden).map(({ guard }) => guard));
  return guards.filter(({ guard }) => !passed.has(guard));
}

/** How much a plan changes. */
export function countsOf(plan: Plan): PlanCounts {
  const kinds: Partial<Record<ChangeKind, number>> = {};
  for (const { change } of plan.changes) kinds[change.kind] = (kinds[change.kind] ?? 0) + 1;
  return {
    changes: plan.changes.length,
    people: new Set(plan.changes.map(({ change }) => change.person ?? `~${change.userName}`)).size,
    applications: new Set(plan.changes.map(({ change }) => change.application)).size,
    kinds,
  };
}

/** Changes that policy denies, in the order of the plan. */
export function deniedChanges(plan: Plan): readonly PlannedChange[] {
  return plan.changes.filter(({ decision }) => decision.verdict === "deny" || decision.denials.length > 0);
}

/** Every rule that denies, most changes first. */
export function denialsOf(plan: Plan): readonly RuleSummary[] {
  return summarize(plan, (decision) => decision.denials);
}

/** Every rule that warns, most changes first. */
export function warningsOf(plan: Plan): readonly RuleSummary[] {
  return summarize(plan, (decision) => decision.warnings);
}

/** Every approval that is needed, by who has to give it; the highest count asked of them holds. */
export function approvalsOf(plan: Plan): readonly ApprovalSummary[] {
  const needs = [plan.decision, ...plan.changes.map(({ decision }) => decision)].flatMap(({ approvals }) => approvals);
  return [...new Set(needs.map(({ from }) => from))].toSorted().map((from) => ({
    from,
    count: needs.reduce((most, need) => (need.from === from ? Math.max(most, need.count) : most), 0),
    rules: summarize(plan, (decision) => decision.approvals.filter((need) => need.from === from)),
  }));
}

function summarize(plan: Plan, select: (decision: Decision) => readonly RuleHit[]): readonly RuleSummary[] {
  const found = new Map<string, RuleSummary>();
  const add = (hit: RuleHit, changes: number): void => {
    const key = JSON.stringify([hit.rule, hit.message]);
    const known = found.get(key)?.changes ?? 0;
    found.set(key, { rule: hit.rule, message: hit.message, changes: known + changes });
  };
  for (const hit of select(plan.decision)) add(hit, 0);
  for (const { decision } of plan.changes) for (const hit of select(decision)) add(hit, 1);
  return [...found.entries()]
    .toSorted(([keyA, a], [keyB, b]) => b.changes - a.changes || compareText(keyA, keyB))
    .map(([, summary]) => summary);
}
