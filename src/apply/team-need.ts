import type { Change } from "../model/change.ts";
import type { AskedApproval } from "../model/decision.ts";
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

/** Which part of a plan is asked about. */
export interface NeedScope {
  /** Whether the change of this key is in it. */
  covers(key: string): boolean;
  /** What else is asked for a change, by its key. */
  readonly alsoAsked: ReadonlyMap<string, readonly AskedApproval[]>;
  /** Whether it answers for the plan as a whole as well, which is about every change. */
  readonly asWhole: boolean;
}

/** All of a plan. */
const wholePlan: NeedScope = { covers: () => true, alsoAsked: new Map(), asWhole: true };

/** What a plan, or a part of it, asks of each team. */
export function needsByTeam(plan: Plan, { covers, alsoAsked, asWhole } = wholePlan): ReadonlyMap<string, TeamNeed> {
  const asked = new Map<string, Asked>();
  for (const { change, decision } of plan.changes) {
    if (!covers(change.key)) continue;
    for (const need of [...decision.approvals, ...(alsoAsked.get(change.key) ?? [])]) ask(asked, need, [change]);
  }
  const all = plan.changes.map(({ change }) => change);
  if (asWhole) for (const need of plan.decision.approvals) ask(asked, need, all);
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

function ask(asked: Map<string, Asked>, { from, count, rule }: AskedApproval, changes: readonly Change[]): void {
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
