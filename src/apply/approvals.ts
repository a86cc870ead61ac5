import type { Approval } from "../model/approval.ts";
import type { Change } from "../model/change.ts";
import { compareText } from "../model/compare.ts";
import type { Plan } from "../model/plan.ts";

/** A team that has not agreed often enough. */
export interface MissingApproval {
  readonly from: string;
  readonly required: number;
  readonly have: number;
}

/**
 * Teams whose approval is short, by name. A team is asked once, for the largest number that any of its needs names. An
 * approval counts when it is bound to exactly these operations; nobody counts twice for a team, and nobody counts for a
 * change that benefits them, so that change then needs another approver. A need of the plan as a whole is about every change.
 */
export function missingApprovals(plan: Plan, approvals: readonly Approval[]): readonly MissingApproval[] {
  const bound = approvals.filter(({ operations }) => operations === plan.operations);
  return [...needsByTeam(plan)]
    .map(([from, { required, beneficiaries }]) => {
      const approvers = new Set(bound.filter(({ team }) => team === from).map(({ by }) => by.toLowerCase()));
      const hasOwnCause = [...approvers].some((by) => beneficiaries.has(by));
      return { from, required, have: approvers.size - (hasOwnCause ? 1 : 0) };
    })
    .filter(({ required, have }) => have < required)
    .sort((a, b) => compareText(a.from, b.from));
}

interface TeamNeed {
  required: number;
  /** Whoever gains by a change that the team must look at, by every name that an approval may carry, in lower case. */
  readonly beneficiaries: Set<string>;
}

function needsByTeam(plan: Plan): ReadonlyMap<string, TeamNeed> {
  const needs = new Map<string, TeamNeed>();
  const ask = (approval: { from: string; count: number }, changes: readonly Change[]) => {
    const need = needs.get(approval.from) ?? { required: 0, beneficiaries: new Set() };
    need.required = Math.max(need.required, approval.count);
    for (const name of changes.flatMap(beneficiariesOf)) need.beneficiaries.add(name);
    needs.set(approval.from, need);
  };
  for (const { change, decision } of plan.changes) for (const need of decision.approvals) ask(need, [change]);
  const all = plan.changes.map(({ change }) => change);
  for (const need of plan.decision.approvals) ask(need, all);
  return needs;
}

/** Losing access benefits nobody. */
function beneficiariesOf(change: Change): readonly string[] {
  switch (change.kind) {
    case "create-account":
    case "update-account":
    case "enable-account":
    case "grant":
    case "assign-seat":
      return [change.person ?? change.userName, change.userName].map((name) => name.toLowerCase());
    case "disable-account":
    case "delete-account":
    case "revoke":
    case "release-seat":
    case "end-sessions":
      return [];
  }
}
