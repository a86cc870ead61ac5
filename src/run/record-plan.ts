import { digestOfChange } from "../apply/plan-file.ts";
import { needsByTeam } from "../apply/team-need.ts";
import { compareText } from "../model/compare.ts";
import type { Decision } from "../model/decision.ts";
import { RollcallError } from "../model/error.ts";
import type { Plan } from "../model/plan.ts";
import type { PlanRecord, RecordedChange, RecordedDecision } from "../model/plan-record.ts";
import type { Git } from "../ports/git.ts";

/** A merge commit, or what a squash made, with what was merged. */
export interface Merge {
  readonly commit: string;
  readonly head: string;
  /** Its first parent. */
  readonly base: string;
  readonly tree: string;
  /** Whether the head is its second parent; else it is a squash. */
  readonly hasHead: boolean;
}

/**
 * Reads what a commit merges. A commit of one parent does not tell the head, so `head` must; one of two must not contradict it.
 * Throws `input-invalid`.
 */
export async function readMerge(git: Git | null, revision: string, head: string | null): Promise<Merge> {
  const commit = git === null ? null : await git.resolve(revision);
  if (git === null || commit === null)
    throw new RollcallError("input-invalid", `the repository has no commit ${revision}`);
  const { tree, parents } = partsOf(new TextDecoder().decode(await git.readCommit(commit)));
  const [base, second, third] = parents;
  if (base === undefined || third !== undefined)
    throw new RollcallError(
      "input-invalid",
      `commit ${commit} has ${parents.length} parents: it merges no pull request`,
    );
  const merged = second ?? head;
  if (merged === null || (head !== null && head !== merged)) {
    const why = merged === null ? "has one parent, so say what it merges" : `merges ${merged}`;
    throw new RollcallError("input-invalid", `commit ${commit} ${why}: --head takes the full id of that commit`);
  }
  return { commit, head: merged, base, tree, hasHead: second !== undefined };
}

function partsOf(commit: string): { readonly tree: string; readonly parents: readonly string[] } {
  const [header = ""] = commit.split("\n\n");
  const lines = header.split("\n");
  const named = (name: string) => lines.flatMap((line) => (line.startsWith(`${name} `) ? [line.slice(-40)] : []));
  return { tree: named("tree")[0] ?? "", parents: named("parent") };
}

/** The record of a plan that was made from a merge, with the policies of its base. */
export async function recordOf(
  git: Git | null,
  plan: Plan,
  about: { readonly merge: Merge; readonly pullRequest: number; readonly roster: string | null },
): Promise<PlanRecord> {
  const { merge, pullRequest, roster } = about;
  const { basis } = plan;
  if (basis.base?.commit !== merge.base)
    throw new RollcallError("plan-stale", `the plan was not judged by the policies of ${merge.base}, its base`);
  return {
    format_version: "1.0",
    organization: plan.organization,
    ...{ pullRequest, head: merge.head, base: merge.base, roster },
    subtrees: await subtreesOf(git, merge.tree, Object.keys(basis.inputs)),
    ...{ policy: basis.policy, basePolicy: basis.base.policy, engine: basis.engine, live: basis.live },
    ...{ at: basis.at, expires: basis.expires, operations: plan.operations, plan: plan.digest },
    changes: recordedChanges(plan),
    decision: recordedOf(plan.decision),
    approvals: [...needsByTeam(plan)]
      .map(([from, { required }]) => ({ from, count: required }))
      .sort((a, b) => compareText(a.from, b.from)),
  };
}

/** The changes of a plan as a record keeps them. */
export function recordedChanges(plan: Plan): readonly RecordedChange[] {
  return plan.changes.map(({ change, decision }) => ({
    ...{ key: change.key, digest: digestOfChange(change), decision: recordedOf(decision) },
  }));
}

function recordedOf({ verdict, risk, approvals }: Decision): RecordedDecision {
  return { verdict, risk, approvals: approvals.map(({ from, count }) => ({ from, count })) };
}

async function subtreesOf(
  git: Git | null,
  tree: string,
  inputs: readonly string[],
): Promise<Readonly<Record<string, string>>> {
  const tops = new Set(inputs.map((path) => path.split("/")[0]));
  const entries = git === null ? [] : await git.readTree(tree);
  return Object.fromEntries(entries.filter(({ name }) => tops.has(name)).map(({ name, oid }) => [name, oid]));
}
