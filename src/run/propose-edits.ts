import { canonical } from "../document/canonical.ts";
import { sha256 } from "../document/digest.ts";
import { encodeText } from "../document/edited-tree.ts";
import { type GitHubAccess, openGitHub } from "../forge/github.ts";
import { defaultBranch, type OpenedPullRequest, openPullRequest } from "../forge/pull-request.ts";
import { RollcallError } from "../model/error.ts";
import type { FileEdit } from "../model/file-edit.ts";
import type { Git } from "../ports/git.ts";
import { GitFailure } from "../ports/git-process.ts";
import { proposalMarkdown } from "../report/proposal-markdown.ts";
import type { DraftedEdits, Topic } from "./draft-edits.ts";
import type { World } from "./world.ts";

/** Where a pull request goes to. */
export interface ProposalTarget {
  readonly forge: GitHubAccess;
  /** The git remote that is the forge. */
  readonly remote: string;
  readonly branch: string;
  /** The commit that the branch is at there: what the edits are made of. */
  readonly commit: string;
}

/** Who asks for it. */
export interface Proposer {
  /** A login; its name and address in the commit, so that what they say of their own change does not count. */
  readonly by: string;
  readonly issue: number | null;
}

/** What becomes of a proposal. */
export interface Proposed extends OpenedPullRequest {
  readonly branch: string;
  readonly commit: string;
}

type ProposingWorld = Pick<World, "git" | "clock" | "signal" | "actor">;

/** The branch that a pull request goes to, as the remote has it now; nothing of the working directory counts. */
export async function findTarget(
  { git, ...world }: Pick<World, "git" | "clock" | "signal">,
  to: { readonly forge: GitHubAccess; readonly remote: string; readonly branch: string | null },
): Promise<ProposalTarget> {
  const branch = to.branch ?? (await defaultBranch(openGitHub(to.forge, world)));
  const commit = await reached(() => repository(git).fetch(to.remote, `refs/heads/${branch}`));
  if (commit === null) throw new RollcallError("input-invalid", `${to.remote} has no branch ${branch}`);
  return { ...to, branch, commit };
}

/**
 * Brings edits as one commit on a branch of their own to the remote, and opens its pull request. Neither work tree nor index nor any
 * local branch is touched. The same wish is the same branch: a second call brings it up to date, or does nothing.
 */
export async function proposeEdits(
  world: ProposingWorld,
  target: ProposalTarget,
  { draft, ...who }: Proposer & { readonly draft: DraftedEdits },
): Promise<Proposed> {
  const git = repository(world.git);
  const head = branchOf(draft.topic);
  const ref = `refs/heads/${head}`;
  const tree = await treeWith(git, await treeOf(git, target.commit), draft.edits);
  const known = await reached(() => git.fetch(target.remote, ref));
  const isThere = known !== null && (await isOf(git, known, { tree, parent: target.commit }));
  const commit = isThere ? known : await writeCommit(world, git, { tree, target, draft, who });
  if (!isThere) {
    if (known !== null) await refuseUnlessOurs(git, known, { head, title: oneLine(draft.title) });
    const pushed = await git.push(target.remote, ref, { oid: commit, expected: known });
    if (pushed.kind !== "pushed") {
      const why = pushed.kind === "stale" ? "somebody else moves that branch: give the same again" : pushed.reason;
      throw new RollcallError("application-unreachable", `cannot push ${head} to ${target.remote}: ${why}`);
    }
  }
  const { title } = draft;
  const proposal = { head, base: target.branch, title, body: proposalMarkdown({ ...draft, ...who }) };
  return { ...(await openPullRequest(openGitHub(target.forge, world), proposal)), branch: head, commit };
}

function repository(git: Git | null): Git {
  if (git !== null) return git;
  throw new RollcallError("input-invalid", "a pull request needs a git repository around the files");
}

/** What the remote says, or that it is out of reach, as an error that is told. */
async function reached<T>(question: () => Promise<T>): Promise<T> {
  try {
    return await question();
  } catch (error) {
    if (!(error instanceof GitFailure)) throw error;
    throw new RollcallError("application-unreachable", `${error.message}: mend it, then give the same again`);
  }
}

/** `access/grant-e1042-it-admin-1f2e3d4c5b6a`: from the wish alone, so that a moved base changes nothing. */
function branchOf({ words, wish }: Topic): string {
  const name = words.map((word) => word.replace(/[^A-Za-z0-9_-]+/g, "-")).join("-");
  return `access/${name}-${sha256(canonical(wish)).slice("sha256:".length, "sha256:".length + 12)}`;
}

async function treeOf(git: Git, commit: string): Promise<string> {
  const oid = /^tree ([0-9a-f]{40})\n/.exec(new TextDecoder().decode(await git.readCommit(commit)))?.[1];
  if (oid === undefined) throw new RollcallError("input-invalid", `commit ${commit} names no tree`);
  return oid;
}

async function isOf(git: Git, commit: string, { tree, parent }: { readonly tree: string; readonly parent: string }) {
  const text = new TextDecoder().decode(await git.readCommit(commit));
  return text.startsWith(`tree ${tree}\nparent ${parent}\nauthor `);
}

/** Whoever committed to the branch after us meant it: it is never written over. */
async function refuseUnlessOurs(
  git: Git,
  commit: string,
  { head, title }: { readonly head: string; readonly title: string },
): Promise<void> {
  const text = new TextDecoder().decode(await git.readCommit(commit));
  if (text.slice(text.indexOf("\n\n") + 2).split("\n")[0] === title) return;
  throw new RollcallError("input-invalid", `somebody else has committed to ${head}: merge it, or delete the branch`);
}

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, " ");
}

/** The tree with these edits; folders that come to be, and those that go, too. */
async function treeWith(git: Git, tree: string | null, edits: readonly FileEdit[]): Promise<string> {
  let entries = tree === null ? [] : [...(await git.readTree(tree))];
  const below = new Map<string, FileEdit[]>();
  for (const edit of edits) {
    const slash = edit.path.indexOf("/");
    if (slash !== -1) {
      const folder = edit.path.slice(0, slash);
      below.set(folder, [...(below.get(folder) ?? []), { ...edit, path: edit.path.slice(slash + 1) }]);
      continue;
    }
    entries = entries.filter(({ name }) => name !== edit.path);
    if (edit.after !== null) {
      entries.push({ mode: "100644", name: edit.path, oid: await git.writeBlob(encodeText(edit.after)) });
    }
  }
  for (const [name, inner] of below) {
    const found = entries.find((entry) => entry.name === name && entry.mode === "040000");
    const oid = await treeWith(git, found?.oid ?? null, inner);
    entries = entries.filter((entry) => entry.name !== name);
    if (oid !== emptyTree) entries.push({ mode: "040000", name, oid });
  }
  return git.writeTree(entries);
}

/** The id of a tree without entries, which git keeps nowhere in another tree. */
const emptyTree = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

async function writeCommit(
  { clock, actor }: ProposingWorld,
  git: Git,
  {
    tree,
    target,
    draft,
    who,
  }: { readonly tree: string; readonly target: ProposalTarget; readonly draft: DraftedEdits; readonly who: Proposer },
): Promise<string> {
  const seconds = Math.floor(clock.now() / 1000);
  const lines = [
    `tree ${tree}`,
    `parent ${target.commit}`,
    `author ${signature(who.by)} ${seconds} +0000`,
    `committer ${signature(actor)} ${seconds} +0000`,
    "",
    oneLine(draft.title),
    ...(draft.reason === null ? [] : ["", oneLine(draft.reason)]),
    ...(who.issue === null ? [] : ["", `Closes #${who.issue}`]),
    "",
  ];
  return git.writeCommit(encodeText(lines.join("\n")));
}

/** A login in the place of name and address: people are looked up by it on the roster. */
function signature(login: string): string {
  const name = login.replace(/[^A-Za-z0-9._@+[\]-]+/g, "-");
  return `${name} <${name}>`;
}
