import { createOnce, explained, type GitHub, isOurs } from "./github.ts";

/** What a pull request says, and which branch it brings where. */
export interface Proposal {
  /** Name of the branch without `refs/heads/`. */
  readonly head: string;
  readonly base: string;
  readonly title: string;
  /** Markdown, every text from outside escaped. */
  readonly body: string;
}

/** What became of the one pull request of a branch. */
export interface OpenedPullRequest {
  readonly kind: "created" | "updated" | "unchanged";
  readonly number: number;
  readonly url: string;
}

interface Found {
  readonly number: number;
  readonly html_url: string;
  readonly title: string;
  readonly body: string | null;
}

/** The branch that a repository's pull requests go to unless they say otherwise. Throws RollcallError. */
export async function defaultBranch(github: GitHub): Promise<string> {
  const { octokit, where } = github;
  return explained(github, async () => (await octokit.rest.repos.get(where)).data.default_branch);
}

/**
 * Opens the pull request of a branch, or brings the title and text of the open one up to date. Creates at most once: when the answer
 * is lost, it looks whether there is one now. Throws RollcallError.
 */
export async function openPullRequest(github: GitHub, proposal: Proposal): Promise<OpenedPullRequest> {
  const { octokit, where, scrubber } = github;
  const { head, base, title } = proposal;
  const body = scrubber.text(proposal.body);
  return explained(github, async () => {
    const { value: found, isNew } = await createOnce(github, {
      find: () => findOpen(github, proposal),
      create: async () => (await octokit.rest.pulls.create({ ...where, head, base, title, body })).data,
    });
    const { number, html_url: url } = found;
    if (isNew) return { kind: "created", number, url };
    if (found.title === title && (found.body ?? "") === body) return { kind: "unchanged", number, url };
    await octokit.rest.pulls.update({ ...where, pull_number: number, title, body });
    return { kind: "updated", number, url };
  });
}

/** The open pull request of our own branch, never that of a fork's branch of the same name. */
async function findOpen(github: GitHub, { head, base }: Proposal): Promise<Found | null> {
  const { octokit, where } = github;
  const { data } = await octokit.rest.pulls.list({ ...where, state: "open", head: `${where.owner}:${head}`, base });
  return data.find((each) => each.head.ref === head && isOurs(github, each.head.repo?.full_name)) ?? null;
}
