import { listRuns } from "../audit/read.ts";
import { fetchRecords } from "../forge/fetch-records.ts";
import { type GitHub, type GitHubAccess, openGitHub } from "../forge/github.ts";
import { findMergedPull, type MergedPull, readPull } from "../forge/merged-pull.ts";
import { readReviews } from "../forge/read-reviews.ts";
import { RollcallError } from "../model/error.ts";
import type { PlanRecord } from "../model/plan-record.ts";
import type { Git } from "../ports/git.ts";
import { type MergeFiles, writeMerges } from "./merge-files.ts";
import { newestSigned } from "./newest-signed.ts";
import { readFiles } from "./read-files.ts";
import { readMerge } from "./record-plan.ts";
import type { World } from "./world.ts";

/** Commits that are looked at, from the newest back: what is older has been looked after by a person. */
const mostCommits = 50;

/** Which merges to ask for, and where to write them. */
export interface FetchRequest {
  readonly forge: GitHubAccess;
  /** Commit to start from; null: HEAD. */
  readonly ref: string | null;
  /** Absolute path of the directory that is written. */
  readonly out: string;
  /** One that is still open, whose merge `ref` is; null: all that were merged. */
  readonly pullRequest: number | null;
  /** Whether GitHub says who is in which team, beside or instead of a file. */
  readonly asksTeams: boolean;
}

/** What was found: the merges that have a record, and what somebody should know of the others. */
export interface FetchedMerges {
  readonly merges: readonly FetchedMerge[];
  readonly remarks: readonly string[];
}

/** A merge that was shown, and how much was said of it. */
interface FetchedMerge {
  readonly pullRequest: number;
  readonly commit: string;
  readonly reviews: number;
}

interface Fetched {
  /** Null: it was never shown. */
  readonly files: MergeFiles | null;
  readonly reviews: number;
  readonly remarks: readonly string[];
}

/**
 * Asks GitHub what was shown and said in every pull request that was merged since the last run that made everything so, and writes it
 * for `applyMerges`. Throws `plan-tampered` when something is kept in the place of a record that nobody signed who may.
 */
export async function fetchMerges(world: World, request: FetchRequest): Promise<FetchedMerges> {
  const { git } = world;
  const tip = git === null ? null : await git.resolve(request.ref ?? "HEAD");
  if (git === null || tip === null) throw new RollcallError("input-invalid", "there is no commit to start from");
  const github = openGitHub(request.forge, world);
  const { organization } = await readFiles(world, { ref: tip, at: null });
  if (organization === null)
    throw new RollcallError("input-invalid", "the files have mistakes: rollcall validate names them");
  const files: MergeFiles[] = [];
  const merges: FetchedMerge[] = [];
  const remarks: string[] = [];
  for await (const { commit, pull } of pullsOf(git, github, { ...request, tip, branch: organization.audit.branch })) {
    const found = await fetchOne(world, github, { commit, pull, asksTeams: request.asksTeams });
    remarks.push(...found.remarks);
    if (found.files === null) continue;
    files.push(found.files);
    merges.push({ pullRequest: pull.number, commit, reviews: found.reviews });
  }
  await writeMerges(world, request.out, files);
  return { merges, remarks };
}

interface Asked {
  readonly tip: string;
  readonly branch: string;
  readonly pullRequest: number | null;
}

/** The pull requests to ask about, each with the commit that merges it. */
async function* pullsOf(git: Git, github: GitHub, { tip, branch, pullRequest }: Asked) {
  if (pullRequest !== null) {
    yield { commit: tip, pull: await readPull(github, pullRequest) };
    return;
  }
  const after = await lastWhole(git, branch, tip);
  for await (const commit of git.history(tip, { limit: mostCommits, ...(after === null ? {} : { after }) })) {
    const pull = await findMergedPull(github, commit);
    if (pull !== null) yield { commit, pull };
  }
}

/** The commit of the newest run that left nothing undone, where the tip comes from it; else null. */
async function lastWhole(git: Git, branch: string, tip: string): Promise<string | null> {
  for await (const { record } of listRuns(git, branch)) {
    if (record.conclusion !== "completed" || record.commit === null) continue;
    return (await git.isAncestor(record.commit, tip)) ? record.commit : null;
  }
  return null;
}

async function fetchOne(
  world: World,
  github: GitHub,
  { commit, pull, asksTeams }: { readonly commit: string; readonly pull: MergedPull; readonly asksTeams: boolean },
): Promise<Fetched> {
  const kept = await fetchRecords(github, pull);
  const { base } = await readMerge(world.git, commit, pull.head);
  const found = await newestSigned(world, kept, { base, pullRequest: pull.number, head: pull.head });
  if (found === null)
    return {
      files: null,
      reviews: 0,
      remarks: [`pull request ${pull.number} has no record of what was shown: nothing said of it counts`],
    };
  const { record, signed, published } = found;
  const teams = asksTeams ? teamsOf(record) : [];
  const { proposers, reviews, remarks } = await readReviews(github, { pull, operations: record.operations, teams });
  const name = { commit, head: pull.head, pull_request: pull.number };
  const approvals = { published, proposers, reviews };
  const files = { name, record: signed.bytes, signature: signed.signature, approvals };
  return { files, reviews: reviews.length, remarks };
}

/** Every team that anything of the record was asked of. */
function teamsOf({ approvals, changes, decision }: PlanRecord): readonly string[] {
  const all = [...approvals, ...decision.approvals, ...changes.flatMap((change) => change.decision.approvals)];
  return [...new Set(all.map(({ from }) => from))].sort();
}
