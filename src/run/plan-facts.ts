import { listRuns } from "../audit/read.ts";
import { RollcallError } from "../model/error.ts";
import type { Organization } from "../model/organization.ts";
import type { Plan } from "../model/plan.ts";
import { resolve } from "../plan/resolve.ts";
import type { Facts } from "../policy/facts.ts";
import { errorsOf, type Files, type FilesWorld, readFiles } from "./read-files.ts";
import type { Scope } from "./world.ts";

/** Files that hold. */
export type WholeFiles = Files & { readonly organization: Organization };

/** Most files that a message names. */
const mostNamed = 5;

/**
 * The files that a plan was made from: those of its commit, else those that are read now, if they are still the same. Throws
 * `input-invalid`, and says what is missing.
 */
export async function filesOfPlan(world: FilesWorld, plan: Plan, scope: Scope): Promise<WholeFiles> {
  const { commit, at, inputs } = plan.basis;
  const isHere = commit !== null && world.git !== null && (await world.git.resolve(commit)) !== null;
  const files = await readFiles(world, { ref: isHere ? commit : scope.ref, at });
  const { organization } = files;
  const paths = [...new Set([...Object.keys(inputs), ...Object.keys(files.inputs)])].sort();
  const others = paths.filter((path) => inputs[path] !== files.inputs[path]);
  if (others.length > 0) throw notThere(commit, isHere, others);
  if (organization !== null) return { ...files, organization };
  const [first] = errorsOf(files.diagnostics);
  const what = first === undefined ? "they have mistakes" : `${first.at.file}:${first.at.line}: ${first.message}`;
  throw new RollcallError("input-invalid", `the files of the plan cannot be read any more: ${what}`);
}

function notThere(commit: string | null, isHere: boolean, paths: readonly string[]): RollcallError {
  const more = paths.length > mostNamed ? ` and ${paths.length - mostNamed} more` : "";
  const which = `${paths.slice(0, mostNamed).join(", ")}${more}`;
  if (commit === null)
    return new RollcallError(
      "input-invalid",
      `the plan was made from no commit, and these files changed since: ${which}`,
    );
  const where = isHere ? "which has other files" : "which is not in this clone (git fetch it)";
  return new RollcallError("input-invalid", `the plan was made from commit ${commit}, ${where}: ${which}`);
}

/** What policy knew of the things around a plan's changes; the applications need not be asked again. */
export function factsOfPlan(plan: Plan, organization: Organization, peopleBefore: number | null): Facts {
  const { people, holdings, at } = resolve(organization, plan.basis.at);
  const live = Object.fromEntries(plan.applications.map(({ application, accounts }) => [application, accounts]));
  return { organization, people, holdings, at, peopleBefore, live, pools: plan };
}

/** People who counted as here in the newest run of a plan for an earlier moment, or the same; null when there was none. */
export async function peopleBeforePlan(
  { git }: FilesWorld,
  plan: Plan,
  { audit }: Organization,
): Promise<number | null> {
  if (git === null) return null;
  for await (const { record } of listRuns(git, audit.branch)) {
    const isItself = record.plan.digest === plan.digest;
    if (!isItself && record.plan.at <= plan.basis.at) return record.people;
  }
  return null;
}
