import { createOnce, explained, type GitHub } from "./github.ts";
import { ownLogin } from "./own-login.ts";
import { unlessGone } from "./refusal.ts";

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
 * wrote it and it starts with the marker; what others paste is left alone. Throws RollcallError.
 */
export async function publishComment(github: GitHub, pullRequest: number, markdown: string): Promise<PublishedComment> {
  const marker = `<!-- rollcall:plan v1 pr=${pullRequest} -->`;
  const body = `${marker}\n${github.scrubber.text(markdown)}`;
  return explained(github, async () => {
    const mark = { pullRequest, marker, login: await ownLogin(github) };
    const known = await keepOldest(github, await ownComments(github, mark));
    const updated = known === null ? null : await update(github, known, body);
    if (updated !== null) return updated;
    const { value } = await createOnce(github, {
      find: async () => (await ownComments(github, mark))[0] ?? null,
      create: () => create(github, pullRequest, body),
    });
    const kept = (await keepOldest(github, await ownComments(github, mark))) ?? value;
    await update(github, kept, body);
    return { kind: "created", id: kept.id, url: kept.html_url };
  });
}

async function create({ octokit, where }: GitHub, pullRequest: number, body: string): Promise<Comment> {
  return (await octokit.rest.issues.createComment({ ...where, issue_number: pullRequest, body })).data;
}

/** Null: somebody deleted it meanwhile. */
async function update({ octokit, where }: GitHub, { id, html_url, body: before }: Comment, body: string) {
  if (before === body) return { kind: "unchanged", id, url: html_url } as const;
  const updated = await unlessGone(octokit.rest.issues.updateComment({ ...where, comment_id: id, body }));
  return updated === null ? null : ({ kind: "updated", id, url: html_url } as const);
}

/** Of two runs that raced, the first comment stays. */
async function keepOldest({ octokit, where }: GitHub, comments: readonly Comment[]): Promise<Comment | null> {
  const [oldest = null, ...extra] = comments;
  for (const { id } of extra) await octokit.rest.issues.deleteComment({ ...where, comment_id: id });
  return oldest;
}

/** Oldest first. */
async function ownComments(
  { octokit, where }: GitHub,
  { pullRequest, marker, login }: { readonly pullRequest: number; readonly marker: string; readonly login: string },
): Promise<readonly Comment[]> {
  const wish = { ...where, issue_number: pullRequest, per_page: 100 };
  const all: readonly Comment[] = await octokit.paginate(octokit.rest.issues.listComments, wish);
  return all
    .filter(({ user, body }) => user?.login === login && body?.startsWith(marker) === true)
    .toSorted((a, b) => a.id - b.id);
}
