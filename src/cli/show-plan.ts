import type { ApprovalStanding } from "../model/approval-standing.ts";
import type { Names } from "../model/names.ts";
import type { Person } from "../model/person.ts";
import type { Plan } from "../model/plan.ts";
import { planMarkdown } from "../report/plan-markdown.ts";
import { planText } from "../report/plan-text.ts";
import { verdictOf } from "../report/verdict.ts";
import type { Console } from "./console.ts";
import { type ExitCode, exitCode } from "./exit-code.ts";

/** Prints a plan the way the call asked for. */
export function printPlan(
  console: Console,
  plan: Plan,
  options: { people: readonly Person[]; verbose: boolean; standing?: ApprovalStanding },
): void {
  const { people, verbose, standing } = options;
  const names = namesOf(people);
  const approvals = standing === undefined ? {} : { standing };
  if (console.format === "json")
    console.print(JSON.stringify({ ...plan, ...(standing === undefined ? {} : { approvals: standing }) }, null, 2));
  else if (console.format === "markdown") console.print(planMarkdown(plan, names, approvals));
  else console.print(planText(plan, names, { color: console.color, width: console.width, verbose, ...approvals }));
}

/** 8 for a listing that cannot be trusted, 4 for a plan that may not be applied, else 0. */
export function planVerdictCode(plan: Plan, standing: ApprovalStanding | null = null): ExitCode {
  if (plan.applications.some(({ listing }) => listing === "untrusted")) return exitCode.application;
  const verdict = verdictOf(plan, standing);
  return verdict === "denied" || verdict === "stopped" ? exitCode.denied : exitCode.done;
}

/** How people are called on the screen of somebody who may see the roster. */
export function namesOf(people: readonly Person[]): Names {
  return {
    people: new Map(
      people.map(({ id, givenName, familyName, userName, attributes }) => [
        id,
        { name: `${givenName} ${familyName}`.trim() || userName, title: attributes["title"] ?? "" },
      ]),
    ),
  };
}
