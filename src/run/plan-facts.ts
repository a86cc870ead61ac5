import { readRunsInOrder } from "../audit/read.ts";
import type { Change } from "../model/change.ts";
import { RollcallError } from "../model/error.ts";
import type { Instant } from "../model/instant.ts";
import type { Organization } from "../model/organization.ts";
import type { Plan } from "../model/plan.ts";
import { isFresh } from "../model/sign-ins.ts";
import type { Desired } from "../plan/desired.ts";
import { judgeJoiners } from "../plan/joiners.ts";
import { resolve } from "../plan/resolve.ts";
import type { Facts } from "../policy/facts.ts";
import { changedPolicies } from "./base-policies.ts";
import { errorsOf, type Files, type FilesWorld, readFiles } from "./read-files.ts";
import { type Past, PastWalk, RecentFiles } from "./recall-past.ts";
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

/** What is recorded, or written in a plan, of what policy was told beside changes and files. */
export type Told = Pick<Facts, "proposers" | "changedPolicies" | "assignmentsBefore" | "live" | "pools"> & {
  readonly changes: readonly Change[];
};

/**
 * Who joined, as policy was told: people get their first account here, and no earlier run gave them anything. Whoever was held then
 * has no change to be judged.
 */
function joinersAmong(
  organization: Organization,
  desired: Desired,
  { changes, served }: Pick<Told & Past, "changes" | "served">,
) {
  const here = new Set(changes.flatMap(({ person, account }) => (account === null ? [] : (person ?? []))));
  const made = changes.flatMap(({ kind, person }) => (kind === "create-account" ? (person ?? []) : []));
  const first = new Set(made.filter((person) => !served.has(person) && !here.has(person)));
  const known = new Set([...desired.people.keys()].filter((person) => !first.has(person)));
  return judgeJoiners(organization, desired, known).byPerson;
}

/** What policy knew around changes. Who stays an administrator, and what accounts tell of sign-ins, counts as not known. */
export function factsAround(organization: Organization, at: Instant, known: Past & Told): Facts {
  const desired = resolve(organization, at);
  const { people, holdings } = desired;
  const rows = organization.applications.flatMap(({ name, protect: { admins } }) =>
    admins === null ? [] : [[name, { ...admins, before: null, after: null }] as const],
  );
  const { peopleBefore, before, history, proposers, changedPolicies, assignmentsBefore, live, pools } = known;
  const signIns = organization.signIns.filter((each) => isFresh(each, at));
  const past = { peopleBefore, before, history };
  const told = { proposers, changedPolicies, assignmentsBefore, live, pools };
  const joiners = joinersAmong(organization, desired, known);
  return {
    signIns,
    organization,
    people,
    holdings,
    at,
    joiners,
    administrators: Object.fromEntries(rows),
    ...past,
    ...told,
  };
}

/** What policy was told of the base that judged as well; of one that is not in the clone that nothing differed, as nobody can tell. */
export async function againstBase(
  recent: RecentFiles,
  base: string | undefined,
  { files, at }: { readonly files: Pick<Files, "inputs">; readonly at: Instant },
): Promise<Pick<Facts, "changedPolicies" | "assignmentsBefore">> {
  if (base === undefined) return { changedPolicies: null, assignmentsBefore: null };
  const found = await recent.at(base, at);
  return {
    changedPolicies: changedPolicies(found?.inputs ?? files.inputs, files.inputs),
    assignmentsBefore: found?.organization?.assignments ?? null,
  };
}

/** What policy knew around the changes of a plan; the applications need not be asked again. */
export async function factsOfPlan(world: FilesWorld, plan: Plan, files: WholeFiles): Promise<Facts> {
  const { at, proposers = [], base } = plan.basis;
  const recent = new RecentFiles(world);
  return factsAround(files.organization, at, {
    ...(await pastOfPlan(world, plan, { recent, branch: files.organization.audit.branch })),
    proposers,
    ...(await againstBase(recent, base?.commit, { files, at })),
    live: Object.fromEntries(plan.applications.map(({ application, accounts }) => [application, accounts])),
    pools: plan,
    changes: plan.changes.map(({ change }) => change),
  });
}

/** The runs of plans for an earlier moment than this plan's, or the same. */
async function pastOfPlan(
  { git }: FilesWorld,
  plan: Plan,
  { recent, branch }: { readonly recent: RecentFiles; readonly branch: string },
): Promise<Past> {
  const walk = new PastWalk(recent);
  if (git === null) return walk.past();
  for await (const { record } of readRunsInOrder(git, branch)) {
    if (record.plan.digest !== plan.digest && record.plan.at <= plan.basis.at) walk.add(record);
  }
  return walk.past();
}
