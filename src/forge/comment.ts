import type { Octokit } from "octokit";
import { type GitHubAccess, openGitHub } from "./github.ts";

/** What became of the one comment that carries the plan. */
export interface PublishedComment {
  readonly kind: "created" | "updated" | "unchanged";
  readonly id: number;
  readonly url: string;
}

interface Comment {
  readonly id: number;
  readonly html_url: string;
  readonly body?: string | undefined;
  readonly user: { readonly login: string } | null;
}

/**
 * Puts the plan into its pull request as one comment, updated in place. A comment counts as ours only when our own login
 * wrote it and it starts with the marker; what others paste is left alone. Throws octokit's RequestError.
 */
export async function publishComment(
  access: GitHubAccess,
  pullRequest: number,
  markdown: string,
): Promise<PublishedComment> {
  const github = openGitHub(access);
  const marker = `<!-- rollcall:plan v1 pr=${pullRequest} -->`;
  const body = `${marker}\n${markdown}`;
  const where = { owner: access.owner, repo: access.repository };
  const login = await ownLogin(github);
  const found = await ownComments(github, { ...where, issue_number: pullRequest }, { login, marker });
  const known = found[0];
  if (known !== undefined) {
    if (known.body === body) return { kind: "unchanged", id: known.id, url: known.html_url };
    await github.rest.issues.updateComment({ ...where, comment_id: known.id, body });
    return { kind: "updated", id: known.id, url: known.html_url };
  }
  const { data } = await github.rest.issues.createComment({ ...where, issue_number: pullRequest, body });
  const [kept = data, ...extra] = await ownComments(github, { ...where, issue_number: pullRequest }, { login, marker });
  for (const { id } of extra) await github.rest.issues.deleteComment({ ...where, comment_id: id });
  return { kind: "created", id: kept.id, url: kept.html_url };
}

/** Oldest first: of two runs that raced, the first comment stays. */
async function ownComments(
  github: Octokit,
  where: { owner: string; repo: string; issue_number: number },
  mark: { login: string; marker: string },
): Promise<readonly Comment[]> {
  const all: readonly Comment[] = await github.paginate(github.rest.issues.listComments, { ...where, per_page: 100 });
  return all
    .filter(({ user, body }) => user?.login === mark.login && body?.startsWith(mark.marker) === true)
    .toSorted((a, b) => a.id - b.id);
}

/** A workflow's own token may not ask who it is: it always writes as the actions bot. */
async function ownLogin(github: Octokit): Promise<string> {
  try {
    return (await github.rest.users.getAuthenticated()).data.login;
  } catch (error) {
    const status = error instanceof Error && "status" in error ? error.status : null;
    if (status === 403) return "github-actions[bot]";
    throw error;
  }
}
