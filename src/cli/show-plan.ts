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
  options: { people: readonly Person[]; verbose: boolean },
): void {
  const names = namesOf(options.people);
  if (console.format === "json") console.print(JSON.stringify(plan, null, 2));
  else if (console.format === "markdown") console.print(planMarkdown(plan, names));
  else console.print(planText(plan, names, { color: console.color, width: console.width, verbose: options.verbose }));
}

/** 8 for a listing that cannot be trusted, 4 for a plan that may not be applied, else 0. */
export function planVerdictCode(plan: Plan): ExitCode {
  if (plan.applications.some(({ listing }) => listing === "untrusted")) return exitCode.application;
  const verdict = verdictOf(plan);
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
