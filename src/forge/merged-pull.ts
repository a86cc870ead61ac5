import { explained, type GitHub, isOurs } from "./github.ts";

/** A pull request that a commit merges. */
export interface MergedPull {
  readonly number: number;
  /** Commit that was merged. */
  readonly head: string;
  /** Login of who opened it. */
  readonly author: string | null;
  /** Teams and other things of it are of this owner. */
  readonly owner: string;
}

/** The pull request of this repository that exactly this commit merged; null: it merged none. Throws RollcallError. */
export async function findMergedPull(github: GitHub, commit: string): Promise<MergedPull | null> {
  const { octokit, where } = github;
  return explained(github, async () => {
    const { data } = await octokit.rest.repos.listPullRequestsAssociatedWithCommit({ ...where, commit_sha: commit });
    const found = data.find(
      ({ merge_commit_sha, merged_at, base }) =>
        merge_commit_sha === commit && merged_at !== null && isOurs(github, base.repo.full_name),
    );
    return found === undefined ? null : pullOf(found, where.owner);
  });
}

/** A pull request by its number, as its head is now. Throws RollcallError. */
export async function readPull(github: GitHub, number: number): Promise<MergedPull> {
  const { octokit, where } = github;
  return explained(github, async () =>
    pullOf((await octokit.rest.pulls.get({ ...where, pull_number: number })).data, where.owner),
  );
}

interface Told {
  readonly number: number;
  readonly head: { readonly sha: string };
  readonly user: { readonly login: string } | null;
}

function pullOf({ number, head, user }: Told, owner: string): MergedPull {
  return { number, head: head.sha, author: user?.login ?? null, owner };
}
