import { listRuns } from "../audit/read.ts";
import { loadPools } from "../desired/load-pools.ts";
import { commitTree } from "../document/tree.ts";
import type { RunRecord } from "../model/manifest.ts";
import type { LicensePool } from "../model/pool.ts";
import type { RosterBefore } from "../plan/roster-guard.ts";
import type { Git } from "../ports/git.ts";
import { GitFailure } from "../ports/git-process.ts";

/** How things were when the newest run was recorded. */
export interface LastRun extends Required<RosterBefore> {
  /** Null when nobody can tell: before the first run, when it was made from no commit, or when that is not in this clone. */
  readonly poolsBefore: readonly LicensePool[] | null;
}

/** Reads the newest run of the ledger, and the pools as they stood in the commit that it was made from. */
export async function lastRun(git: Git | null, branch: string): Promise<LastRun> {
  if (git === null) return nothing;
  for await (const { record } of listRuns(git, branch, { limit: 1 }))
    return {
      peopleBefore: record.people,
      filledBefore: record.filled ?? null,
      poolsBefore: await poolsAt(git, record),
    };
  return nothing;
}

const nothing: LastRun = { peopleBefore: null, filledBefore: null, poolsBefore: null };

/** What was is told beside what will be, and decides nothing: a clone that does not reach back so far does without. */
async function poolsAt(
  git: Git,
  { commit, plan }: Pick<RunRecord, "commit" | "plan">,
): Promise<LastRun["poolsBefore"]> {
  if (commit === null) return null;
  try {
    return await loadPools(commitTree(git, commit), plan.at);
  } catch (error) {
    if (error instanceof GitFailure) return null;
    throw error;
  }
}
