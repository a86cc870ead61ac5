import { createOnce, explained, type GitHub } from "./github.ts";
import { ownLogin } from "./own-login.ts";

/** An issue that stands as long as something is so; its text is kept up to date in place. */
export interface StandingIssue {
  /** Starts its text, so that it is found again: an HTML comment. */
  readonly marker: string;
  readonly label: string;
  readonly title: string;
  /** Markdown, every text from outside escaped. */
  readonly body: string;
}

/** What became of it; `none`: there is none, and none was to be. */
export type ToldIssue =
  | {
      readonly kind: "created" | "updated" | "unchanged" | "closed";
      readonly number: number;
      readonly url: string;
    }
  | { readonly kind: "none" };

interface Found {
  readonly number: number;
  readonly html_url: string;
  readonly title: string;
  readonly body?: string | null | undefined;
  readonly user: { readonly login: string } | null;
  readonly pull_request?: unknown;
}

/**
 * Opens the issue, or brings the open one up to date; nothing is written where it says so already. Ours is an open issue that our own login
 * wrote and that starts with the marker; of two that a race left the older one stays. Throws RollcallError.
 */
export async function tellIssue(github: GitHub, told: StandingIssue): Promise<ToldIssue> {
  const text = textOf(github, told);
  return explained(github, async () => {
    const login = await ownLogin(github);
    const find = async () => keepOldest(github, await ownIssues(github, told.marker, login), text);
    const { value, isNew } = await createOnce(github, { find, create: () => create(github, told, text) });
    const kept = isNew ? ((await find()) ?? value) : value;
    const isSame = kept.title === text.title && kept.body === text.body;
    if (!isSame) await update(github, kept, text);
    const kind = isNew ? "created" : isSame ? "unchanged" : "updated";
    return { kind, number: kept.number, url: kept.html_url };
  });
}

/** Closes the issue with a last text; nothing is written where none is open. Throws RollcallError. */
export async function closeIssue(github: GitHub, told: StandingIssue): Promise<ToldIssue> {
  const text = textOf(github, told);
  return explained(github, async () => {
    const [first, ...others] = await ownIssues(github, told.marker, await ownLogin(github));
    if (first === undefined) return { kind: "none" };
    for (const each of [first, ...others]) await close(github, each, text);
    return { kind: "closed", number: first.number, url: first.html_url };
  });
}

interface Text {
  readonly title: string;
  readonly body: string;
}

function textOf({ scrubber }: GitHub, { marker, title, body }: StandingIssue): Text {
  return { title: scrubber.text(title), body: `${marker}\n${scrubber.text(body)}` };
}

/** GitHub makes a label that is not there, and leaves it out for whoever may not set it. */
async function create({ octokit, where }: GitHub, { label }: StandingIssue, text: Text): Promise<Found> {
  return (await octokit.rest.issues.create({ ...where, ...text, labels: [label] })).data;
}

async function update({ octokit, where }: GitHub, { number }: Found, text: Text): Promise<void> {
  await octokit.rest.issues.update({ ...where, issue_number: number, ...text });
}

async function close({ octokit, where }: GitHub, { number }: Found, text: Text): Promise<void> {
  const state = { state: "closed", state_reason: "completed" } as const;
  await octokit.rest.issues.update({ ...where, issue_number: number, ...text, ...state });
}

async function keepOldest(github: GitHub, issues: readonly Found[], text: Text): Promise<Found | null> {
  const [oldest = null, ...others] = issues;
  for (const each of others) await close(github, each, text);
  return oldest;
}

/** Open ones, oldest first; GitHub lists pull requests among them. */
async function ownIssues({ octokit, where }: GitHub, marker: string, login: string): Promise<readonly Found[]> {
  const wish = { ...where, state: "open", per_page: 100 } as const;
  const all: readonly Found[] = await octokit.paginate(octokit.rest.issues.listForRepo, wish);
  return all
    .filter(({ user, pull_request }) => user?.login === login && pull_request === undefined)
    .filter(({ body }) => body?.startsWith(marker) === true)
    .toSorted((a, b) => a.number - b.number);
}
