import { stat } from "node:fs/promises";
import { join } from "node:path";
import { RollcallError } from "../model/error.ts";
import { decodeTree, encodeTree, type GitObjectKind, objectId, type TreeEntry } from "./git-object.ts";
import {
  complaintOf,
  environmentOf,
  type GitEnvironment,
  GitFailure,
  openGitProcess,
  type RunGit,
} from "./git-process.ts";
import { ObjectReader } from "./git-reader.ts";
import { assertOid, fetch, listRefs, type PushResult, push, type Reference, unshallow, updateRef } from "./git-refs.ts";
import { openObjectWriter } from "./git-writer.ts";

export type { TreeEntry } from "./git-object.ts";

/** A git repository as an argument: objects by id, references by compare-and-swap. Objects are immutable and content-addressed. */
export interface Git {
  /** Full object id of a revision such as `HEAD` or `main`, peeled to a commit; null when it does not exist. */
  resolve(revision: string): Promise<string | null>;
  /** Whether tracked files differ from HEAD, or untracked ones (ignored ones too) lie under the paths. */
  isDirty(paths: readonly string[]): Promise<boolean>;
  /** Raw bytes of a commit object, without git's header. */
  readCommit(oid: string): Promise<Uint8Array>;
  readTree(oid: string): Promise<readonly TreeEntry[]>;
  readBlob(oid: string): Promise<Uint8Array>;
  /** Raw bytes of an annotated tag, without git's header. */
  readTag(oid: string): Promise<Uint8Array>;
  /** Bytes of the file at a path in a commit's tree; null when there is none. Its id is not checked against its bytes. */
  readAt(commit: string, path: string): Promise<Uint8Array | null>;
  writeBlob(bytes: Uint8Array): Promise<string>;
  writeTree(entries: readonly TreeEntry[]): Promise<string>;
  /** Writes a commit object from its raw bytes. */
  writeCommit(bytes: Uint8Array): Promise<string>;
  /** Writes an annotated tag from its raw bytes. */
  writeTag(bytes: Uint8Array): Promise<string>;
  /** References below a prefix such as `refs/tags/a/`, by name, each with the object it points at (not peeled). */
  listRefs(prefix: string): Promise<readonly Reference[]>;
  /** Commits from a tip along first parents, newest first: to a root, to a limit, or to what `after` reaches. */
  history(tip: string, range?: HistoryRange): AsyncIterable<string>;
  /**
   * Newest commit up to a tip along first parents whose message has exactly this line; null when there is none. Commits
   * from before `since` (seconds since the epoch) need not be looked at, nor what lies behind them.
   */
  search(tip: string, line: string, since?: number): Promise<string | null>;
  /** E-mail addresses of who wrote, committed or co-authored the commits that `tip` reaches and `base` does not, sorted. */
  authors(tip: string, base: string): Promise<readonly string[]>;
  /** Whether the first commit is the second or one of its ancestors. */
  isAncestor(ancestor: string, of: string): Promise<boolean>;
  /** Moves a reference from `expected` (null: it must not exist) to `next`; false when somebody was faster. */
  updateRef(ref: string, next: string, expected: string | null): Promise<boolean>;
  /** Pushes `oid` to `ref` if the remote's is still `expected` (null: absent). */
  push(
    remote: string,
    ref: string,
    change: { readonly oid: string; readonly expected: string | null },
  ): Promise<PushResult>;
  /**
   * Fetches `ref` and gives its id at the remote; null when the remote has no such ref; throws when out of reach. In a shallow
   * repository it brings what was cut off below it as well, when the whole past is asked for.
   */
  fetch(remote: string, ref: string, how?: { readonly whole: boolean }): Promise<string | null>;
  /** Whether the past of some commit here was left out (`--depth`). */
  isShallow(): Promise<boolean>;
}

/** Which part of a history to walk. */
export interface HistoryRange {
  readonly limit?: number;
  /** How many of the newest to leave out. */
  readonly skip?: number;
  readonly after?: string;
}

/** Opens the repository (also a bare one or a linked worktree) that a directory belongs to; refuses SHA-256 repositories. */
export async function openGit(directory: string, environment: GitEnvironment = {}): Promise<Git> {
  const run = openGitProcess(directory, environment);
  const { gitdir, bare } = await locate(run, directory);
  const write = openObjectWriter(gitdir);
  const reader = new ObjectReader(directory, environmentOf(environment));
  return {
    resolve: (revision) => resolve(run, revision),
    isDirty: (paths) => (bare ? Promise.resolve(false) : isDirty(run, paths)),
    readCommit: (oid) => readObject(reader, "commit", oid),
    readTree: async (oid) => decodeTree(await readObject(reader, "tree", oid)),
    readBlob: (oid) => readObject(reader, "blob", oid),
    readTag: (oid) => readObject(reader, "tag", oid),
    readAt: (commit, path) => readAt(reader, commit, path),
    writeBlob: (bytes) => write("blob", bytes),
    writeTree: (entries) => write("tree", encodeTree(entries)),
    writeCommit: (bytes) => write("commit", bytes),
    writeTag: (bytes) => write("tag", bytes),
    listRefs: (prefix) => listRefs(run, prefix),
    history: (tip, range) => history(run, tip, range ?? {}),
    search: (tip, line, since) => search(run, tip, { line, since: since ?? null }),
    authors: (tip, base) => authors(run, tip, base),
    isAncestor: (ancestor, of) => isAncestor(run, ancestor, of),
    updateRef: (ref, next, expected) => updateRef(run, ref, { next, expected }),
    push: (remote, ref, change) => push(run, remote, { ...change, ref }),
    fetch: async (remote, ref, { whole } = { whole: false }) => {
      if (whole) await unshallow(run, remote, ref);
      return fetch(run, { remote, ref }, async (oid) => (await reader.read(oid)) !== null);
    },
    isShallow: async () => (await stat(join(gitdir, "shallow")).catch(() => null)) !== null,
  };
}

async function locate(run: RunGit, directory: string): Promise<{ gitdir: string; bare: boolean }> {
  const answer = await run([
    ...["rev-parse", "--path-format=absolute", "--git-common-dir"],
    ...["--show-object-format", "--is-bare-repository"],
  ]);
  const [gitdir, format, bare] = answer.stdout.split("\n");
  if (answer.code !== 0 || gitdir === undefined) {
    throw new RollcallError("input-invalid", `${directory} is in no usable git repository: ${complaintOf(answer)}`);
  }
  if (format !== "sha1") {
    const hint = "use a repository made with git init --object-format=sha1";
    throw new RollcallError("input-invalid", `${directory} is a ${format} repository, which is not supported: ${hint}`);
  }
  return { gitdir, bare: bare === "true" };
}

async function resolve(run: RunGit, revision: string): Promise<string | null> {
  const safe = /^[A-Za-z0-9_][A-Za-z0-9._/+-]*([~^][0-9]*)*$/.test(revision) && !revision.includes("..");
  if (!safe) throw new RollcallError("input-invalid", `not a revision Rollcall accepts: ${JSON.stringify(revision)}`);
  const answer = await run(["rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{commit}`]);
  return answer.code === 0 ? answer.stdout.trim() : null;
}

async function isDirty(run: RunGit, paths: readonly string[]): Promise<boolean> {
  const tracked = ["status", "--porcelain", "-z", "--untracked-files=no", "--no-renames"];
  if ((await expectOutput(run, tracked)) !== "") return true;
  if (paths.length === 0) return false;
  return (await expectOutput(run, ["--literal-pathspecs", "ls-files", "--others", "-z", "--", ...paths])) !== "";
}

async function* history(run: RunGit, tip: string, range: HistoryRange): AsyncGenerator<string> {
  assertOid(tip);
  const args = ["rev-list", "--first-parent"];
  if (range.limit !== undefined) args.push(`--max-count=${Math.trunc(range.limit)}`);
  if (range.skip !== undefined) args.push(`--skip=${Math.trunc(range.skip)}`);
  if (range.after !== undefined) assertOid(range.after);
  const listing = await expectOutput(run, [...args, tip, ...(range.after === undefined ? [] : [`^${range.after}`])]);
  for (let at = 0; at < listing.length; at += 41) yield listing.slice(at, at + 40);
}

async function search(
  run: RunGit,
  tip: string,
  { line, since }: { readonly line: string; readonly since: number | null },
): Promise<string | null> {
  assertOid(tip);
  if (!/^[A-Za-z0-9 .:_-]+$/.test(line)) throw new GitFailure("failed", "not a line Rollcall looks for");
  const pattern = `--grep=^${line.replaceAll(".", "\\.")}$`;
  const found = await expectOutput(run, [
    "rev-list",
    "--first-parent",
    "--max-count=1",
    ...(since === null ? [] : [`--max-age=${Math.max(0, Math.trunc(since))}`]),
    "--basic-regexp",
    pattern,
    tip,
  ]);
  return found === "" ? null : found.trim();
}

async function authors(run: RunGit, tip: string, base: string): Promise<readonly string[]> {
  assertOid(tip);
  assertOid(base);
  const format = "--format=%ae%n%ce%n%(trailers:key=Co-authored-by,valueonly)";
  const listing = await expectOutput(run, ["log", format, tip, `^${base}`]);
  const found = listing.split("\n").map((line) => /<([^<>]+)>\s*$/.exec(line)?.[1] ?? line.trim());
  return [...new Set(found.filter((address) => address !== ""))].sort();
}

async function isAncestor(run: RunGit, ancestor: string, of: string): Promise<boolean> {
  assertOid(ancestor);
  assertOid(of);
  if (ancestor === of) return true;
  const answer = await run(["merge-base", "--is-ancestor", ancestor, of]);
  if (answer.code > 1) throw new GitFailure("failed", `cannot compare histories: ${complaintOf(answer)}`);
  return answer.code === 0;
}

async function expectOutput(run: RunGit, args: readonly string[]): Promise<string> {
  const answer = await run(args);
  if (answer.code !== 0) throw new GitFailure("failed", `git ${args[0]} failed: ${complaintOf(answer)}`);
  return answer.stdout;
}

async function readObject(reader: ObjectReader, kind: GitObjectKind, oid: string): Promise<Uint8Array> {
  assertOid(oid);
  const found = await reader.read(oid);
  if (found === null) throw new GitFailure("missing", `git object ${oid} is missing`);
  if (found.kind !== kind) throw new GitFailure("corrupt", `git object ${oid} is a ${found.kind}, not a ${kind}`);
  if (objectId(kind, found.bytes) !== oid) throw new GitFailure("corrupt", `git object ${oid} is damaged`);
  return found.bytes;
}

async function readAt(reader: ObjectReader, commit: string, path: string): Promise<Uint8Array | null> {
  assertOid(commit);
  if (!/^[A-Za-z0-9._/-]+$/.test(path))
    throw new GitFailure("failed", `not a path Rollcall reads: ${JSON.stringify(path)}`);
  const found = await reader.read(`${commit}:${path}`);
  return found === null || found.kind !== "blob" ? null : found.bytes;
}
