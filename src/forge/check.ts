import { createOnce, explained, type GitHub } from "./github.ts";
import { ownLogin } from "./own-login.ts";
import { unlessGone } from "./refusal.ts";

/** A check on a commit, as GitHub shows it beside a pull request. */
export interface Check {
  readonly name: string;
  /** The same for the same content: a check of another one is made anew. */
  readonly externalId: string;
  readonly conclusion: "success" | "action_required" | "failure";
  readonly title: string;
  /** Markdown, at most 65,535 bytes. */
  readonly summary: string;
  readonly text: string | null;
  readonly annotations: readonly CheckAnnotation[];
}

/** A remark on a line of a file. */
export interface CheckAnnotation {
  readonly path: string;
  readonly line: number;
  readonly level: "notice" | "warning" | "failure";
  readonly title: string;
  readonly message: string;
}

/** What became of the check; `stale`: the pull request has another head by now. */
export interface PublishedCheck {
  readonly kind: "created" | "updated" | "unchanged" | "stale";
  readonly id: number;
  readonly url: string;
}

interface Run {
  readonly id: number;
  readonly html_url: string | null;
  readonly status: string;
  readonly conclusion: string | null;
  readonly external_id: string | null;
  readonly app: { readonly slug?: string } | null;
  readonly output: { readonly title: string | null; readonly summary: string | null; readonly text: string | null };
}

/** Annotations that one request takes. */
const mostAtOnce = 50;

/**
 * Puts a check on the head of a pull request, for the commit (the head, or GitHub's merge of it) that the content was made of. When
 * the head is another one, or becomes it meanwhile, the check stays with its commit, is `cancelled` and says that it is stale. Throws
 * RollcallError.
 */
export async function publishCheck(
  github: GitHub,
  of: { readonly pullRequest: number; readonly commit: string },
  check: Check,
): Promise<PublishedCheck> {
  const told = scrubbed(github, check);
  return explained(github, async () => {
    const head = await headOf(github, of.pullRequest);
    if (!(await isOfHead(github, of.commit, head))) {
      const { run } = await place(github, of.commit, { ...told, annotations: [] });
      return conclude(github, run, staleOf(told, of.commit));
    }
    const { run, isNew } = await place(github, head, told);
    if (!isNew && isSame(run, told) && (await headOf(github, of.pullRequest)) === head)
      return { kind: "unchanged", ...placeOf(run) };
    await conclude(github, run, told);
    if ((await headOf(github, of.pullRequest)) !== head) return conclude(github, run, staleOf(told, head));
    return { kind: isNew ? "created" : "updated", ...placeOf(run) };
  });
}

/** A check run of ours with exactly these annotations: the one that is there, else a new one. */
async function place(
  github: GitHub,
  sha: string,
  check: Check,
): Promise<{ readonly run: Run; readonly isNew: boolean }> {
  const app = (await ownLogin(github)).replace(/\[bot\]$/, "");
  const { octokit, where } = github;
  const { value: run, isNew } = await createOnce<Run>(github, {
    find: () => findRun(github, { sha, app, check }),
    create: async () => {
      const output = { title: check.title, summary: check.summary };
      const wish = { ...where, name: check.name, head_sha: sha, external_id: check.externalId, output };
      return (await octokit.rest.checks.create({ ...wish, status: "in_progress" })).data;
    },
  });
  await annotate(github, run, check);
  return { run, isNew };
}

/** The newest that could become this check: annotations can be added and never taken away. */
async function findRun(
  github: GitHub,
  { sha, app, check }: { readonly sha: string; readonly app: string; readonly check: Check },
): Promise<Run | null> {
  const { octokit, where } = github;
  const wish = { ...where, ref: sha, check_name: check.name, filter: "all", per_page: 100 } as const;
  const all: readonly Run[] = await octokit.paginate(octokit.rest.checks.listForRef, wish);
  const own = all
    .filter((run) => run.app?.slug === app && run.external_id === check.externalId)
    .toSorted((a, b) => b.id - a.id);
  for (const run of own) if (isBeginning(await annotationsOf(github, run.id), check.annotations)) return run;
  return null;
}

/** Adds what is missing. An answer that is lost is looked after, since an addition must not be sent twice. */
async function annotate(github: GitHub, { id }: Run, { title, summary, annotations }: Check): Promise<void> {
  const { octokit, where, patience } = github;
  let there = (await annotationsOf(github, id)).length;
  let attempt = 1;
  while (there < annotations.length) {
    const some = annotations.slice(there, there + mostAtOnce);
    const output = { title, summary, annotations: some.map(sent) };
    try {
      await octokit.rest.checks.update({ ...where, check_run_id: id, output, request: { isOnce: true } });
      there += some.length;
      attempt = 1;
    } catch (error) {
      if (!(await patience.after(error, attempt))) throw error;
      attempt += 1;
      there = (await annotationsOf(github, id)).length;
    }
  }
}

type Conclusion = Omit<Check, "conclusion"> & { readonly conclusion: Check["conclusion"] | "cancelled" };

async function conclude({ octokit, where }: GitHub, run: Run, told: Conclusion): Promise<PublishedCheck> {
  const { conclusion, title, summary, text } = told;
  // Left out, what an earlier run said would stay.
  const output = { title, summary, text: text ?? "" };
  await octokit.rest.checks.update({ ...where, check_run_id: run.id, status: "completed", conclusion, output });
  return { kind: conclusion === "cancelled" ? "stale" : "updated", ...placeOf(run) };
}

/** `cancelled`, as GitHub alone may say `stale`, and since a required check must not pass by it. */
function staleOf(check: Check, commit: string): Conclusion {
  const note = `**Stale: the pull request has another head than ${commit.slice(0, 12)} by now, which needs a plan of its own.**\n\n`;
  const summary = note + check.summary.slice(0, 65_535 - note.length);
  return { ...check, conclusion: "cancelled", title: `stale: ${check.title}`, summary };
}

async function headOf({ octokit, where }: GitHub, pullRequest: number): Promise<string> {
  return (await octokit.rest.pulls.get({ ...where, pull_number: pullRequest })).data.head.sha;
}

/** Whether a commit is the head, or a merge with it, such as the one that GitHub makes to test it. */
async function isOfHead({ octokit, where }: GitHub, commit: string, head: string): Promise<boolean> {
  if (commit === head) return true;
  const found = await unlessGone(octokit.rest.git.getCommit({ ...where, commit_sha: commit }));
  const parents = found?.data.parents ?? [];
  return parents.length === 2 && parents[1]?.sha === head;
}

type SentAnnotation = Readonly<ReturnType<typeof sent>>;

function sent({ path, line, level, title, message }: CheckAnnotation) {
  return { path, start_line: line, end_line: line, annotation_level: level, title: title.slice(0, 255), message };
}

async function annotationsOf({ octokit, where }: GitHub, id: number): Promise<readonly ThereAnnotation[]> {
  return octokit.paginate(octokit.rest.checks.listAnnotations, { ...where, check_run_id: id, per_page: 100 });
}

type ThereAnnotation = Readonly<
  Record<keyof SentAnnotation, string | number | null | undefined> & Record<string, unknown>
>;

function isBeginning(there: readonly ThereAnnotation[], wanted: readonly CheckAnnotation[]): boolean {
  return there.every((each, index) => {
    const annotation = wanted[index];
    if (annotation === undefined) return false;
    const { path, start_line, annotation_level, title, message } = sent(annotation);
    const same = each.path === path && each.start_line === start_line && each.annotation_level === annotation_level;
    return same && each.title === title && each.message === message;
  });
}

function isSame({ status, conclusion, output }: Run, check: Check): boolean {
  const isTold =
    output.title === check.title && output.summary === check.summary && (output.text ?? "") === (check.text ?? "");
  return status === "completed" && conclusion === check.conclusion && isTold;
}

function placeOf({ id, html_url }: Run): { readonly id: number; readonly url: string } {
  return { id, url: html_url ?? "" };
}

function scrubbed({ scrubber }: GitHub, check: Check): Check {
  return {
    ...check,
    title: scrubber.text(check.title),
    summary: scrubber.text(check.summary),
    text: check.text === null ? null : scrubber.text(check.text),
    annotations: check.annotations.map((each) => ({
      ...each,
      title: scrubber.text(each.title),
      message: scrubber.text(each.message),
    })),
  };
}
