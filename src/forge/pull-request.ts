import type { Octokit } from "octokit";
import { type GitHubAccess, openGitHub } from "./github.ts";

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

/** The branch that a repository's pull requests go to unless they say otherwise. Throws octokit's RequestError. */
export async function defaultBranch(access: GitHubAccess): Promise<string> {
  const { data } = await openGitHub(access).rest.repos.get({ owner: access.owner, repo: access.repository });
  return data.default_branch;
}

/**
 * Opens the pull request of a branch, or brings the title and text of the open one up to date. Creates at most once: when the answer
 * is lost, it looks whether there is one now. Throws octokit's RequestError.
 */
export async function openPullRequest(access: GitHubAccess, proposal: Proposal): Promise<OpenedPullRequest> {
  const github = openGitHub(access);
  const where = { owner: access.owner, repo: access.repository };
  const { head, base, title, body } = proposal;
  const known = await findOpen(github, access, proposal);
  if (known !== null) {
    const { number, html_url: url } = known;
    if (known.title === title && (known.body ?? "") === body) return { kind: "unchanged", number, url };
    await github.rest.pulls.update({ ...where, pull_number: number, title, body });
    return { kind: "updated", number, url };
  }
  try {
    const { data } = await github.rest.pulls.create({ ...where, head, base, title, body });
    return { kind: "created", number: data.number, url: data.html_url };
  } catch (error) {
    const made = await findOpen(github, access, proposal).catch(() => null);
    if (made === null) throw error;
    return { kind: "created", number: made.number, url: made.html_url };
  }
}

/** The open pull request of our own branch, never that of a fork's branch of the same name. */
async function findOpen(github: Octokit, access: GitHubAccess, { head, base }: Proposal): Promise<Found | null> {
  const { data } = await github.rest.pulls.list({
    owner: access.owner,
    repo: access.repository,
    state: "open",
    head: `${access.owner}:${head}`,
    base,
  });
  const full = `${access.owner}/${access.repository}`.toLowerCase();
  return data.find((each) => each.head.ref === head && each.head.repo?.full_name.toLowerCase() === full) ?? null;
}
