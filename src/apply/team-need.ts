import type { Change } from "../model/change.ts";
import type { ApprovalNeed } from "../model/decision.ts";
import type { Plan } from "../model/plan.ts";

/** What one team is asked. */
export interface TeamNeed {
  readonly required: number;
  /** Sorted. */
  readonly rules: readonly string[];
  /** Changes that the team must look at. */
  readonly changes: number;
  /** Whoever gains by one of them, by person id and by user name. */
  readonly beneficiaries: ReadonlySet<string>;
}

/** What a plan asks of each team; a need of the plan as a whole is about every change. */
export function needsByTeam(plan: Plan): ReadonlyMap<string, TeamNeed> {
  const all = plan.changes.map(({ change }) => change);
  const asked = new Map<string, Asked>();
  for (const { change, decision } of plan.changes) for (const need of decision.approvals) ask(asked, need, [change]);
  for (const need of plan.decision.approvals) ask(asked, need, all);
  return new Map(
    [...asked].map(([from, { required, rules, changes }]) => [
      from,
      {
        required,
        rules: [...rules].sort(),
        changes: changes.size,
        beneficiaries: new Set([...changes].flatMap(beneficiariesOf)),
      },
    ]),
  );
}

interface Asked {
  required: number;
  readonly rules: Set<string>;
  readonly changes: Set<Change>;
}

function ask(asked: Map<string, Asked>, { from, count, rule }: ApprovalNeed, changes: readonly Change[]): void {
  const known = asked.get(from) ?? { required: 0, rules: new Set(), changes: new Set() };
  asked.set(from, known);
  known.required = Math.max(known.required, count);
  known.rules.add(rule);
  for (const change of changes) known.changes.add(change);
}

/** Names of whom a change gives anything; losing access benefits nobody. */
export function beneficiariesOf(change: Change): readonly string[] {
  switch (change.kind) {
    case "create-account":
    case "update-account":
    case "enable-account":
    case "grant":
    case "assign-seat":
      return [change.person ?? change.userName, change.userName];
    case "disable-account":
    case "delete-account":
    case "revoke":
    case "release-seat":
    case "end-sessions":
      return [];
  }
}
