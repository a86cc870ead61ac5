import { complaintOf, type GitAnswer, GitFailure, type RunGit } from "./git-process.ts";

/** A remote did not take a push: somebody else was there first, or it is out of reach. */
export type PushResult =
  | { readonly kind: "pushed" }
  | { readonly kind: "stale" }
  | { readonly kind: "failed"; readonly reason: string };

/** What a push changes: the new object, and the one the remote must still have (null: none). */
export interface PushChange {
  readonly oid: string;
  readonly expected: string | null;
}

const nothing = "0".repeat(40);

/** Moves a reference by compare-and-swap; false when it was not where we thought. */
export async function updateRef(
  run: RunGit,
  ref: string,
  move: { readonly next: string; readonly expected: string | null },
): Promise<boolean> {
  assertRef(ref);
  assertOid(move.next);
  if (move.expected !== null) assertOid(move.expected);
  const answer = await run([
    ...["update-ref", "--no-deref", "-m", "rollcall", ref],
    ...[move.next, move.expected ?? nothing],
  ]);
  if (answer.code === 0) return true;
  if ((await readRef(run, ref)) !== move.expected || isLockTaken(answer)) return false;
  throw new GitFailure("failed", `cannot move ${ref}: ${complaintOf(answer)}`);
}

/** A reference and the object it points at. */
export interface Reference {
  readonly name: string;
  readonly oid: string;
}

/** References below a prefix that ends in a slash, by name. */
export async function listRefs(run: RunGit, prefix: string): Promise<readonly Reference[]> {
  assertRef(prefix.replace(/\/$/, ""));
  const answer = await run(["for-each-ref", "--format=%(objectname) %(refname)", prefix]);
  if (answer.code !== 0) throw new GitFailure("failed", `cannot list ${prefix}: ${complaintOf(answer)}`);
  const lines = answer.stdout.split("\n").filter((line) => line !== "");
  return lines.map((line) => ({ oid: line.slice(0, 40), name: line.slice(41) }));
}

/** Where a reference points, or null. */
async function readRef(run: RunGit, ref: string): Promise<string | null> {
  assertRef(ref);
  const answer = await run(["rev-parse", "--verify", "--quiet", "--end-of-options", ref]);
  return answer.code === 0 ? answer.stdout.trim() : null;
}

/** Pushes one object to one reference under a lease on what the remote must still have. */
export async function push(
  run: RunGit,
  remote: string,
  to: PushChange & { readonly ref: string },
): Promise<PushResult> {
  assertRemote(remote);
  assertRef(to.ref);
  assertOid(to.oid);
  if (to.expected !== null) assertOid(to.expected);
  const answer = await pushed(run, [
    ...["push", "--porcelain", "--no-verify", "--no-follow-tags", "--no-signed", "--no-force-if-includes"],
    ...["--recurse-submodules=no", `--force-with-lease=${to.ref}:${to.expected ?? ""}`, remote, `${to.oid}:${to.ref}`],
  ]);
  if ("reason" in answer) return answer;
  if (answer.code === 0) return { kind: "pushed" };
  const refused = answer.stdout.split("\n").find((line) => line.startsWith("!\t"));
  if (refused === undefined) return { kind: "failed", reason: complaintOf(answer) };
  return isRace(refused) ? { kind: "stale" } : { kind: "failed", reason: refused.split("\t")[2] ?? "refused" };
}

/** A push that was ended before it said anything (a deadline that passed while we slept) may have arrived, as one that broke may. */
async function pushed(
  run: RunGit,
  args: readonly string[],
): Promise<GitAnswer | (PushResult & { readonly kind: "failed" })> {
  try {
    return await run(args);
  } catch (error) {
    if (!(error instanceof GitFailure)) throw error;
    return { kind: "failed", reason: error.message };
  }
}

/** Brings what a remote's reference points at, touching no local reference; null when the remote has none. */
export async function fetch(
  run: RunGit,
  from: { readonly remote: string; readonly ref: string },
  isHere: (oid: string) => Promise<boolean>,
): Promise<string | null> {
  const { remote, ref } = from;
  assertRemote(remote);
  assertRef(ref);
  // Between asking and fetching the reference may be rewritten; then what was announced is not among what came.
  for (let attempt = 1; ; attempt++) {
    const oid = await askRemote(run, remote, ref);
    if (oid === null || (await isHere(oid))) return oid;
    const answer = await run([
      ...["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules", "--no-prune"],
      ...["--no-auto-maintenance", "--no-write-commit-graph", "--refmap=", remote, ref],
    ]);
    if (answer.code === 0 && (await isHere(oid))) return oid;
    if (attempt === 3) throw unreachable(`cannot fetch ${ref} from`, remote, answer);
  }
}

/** Brings what was cut off below a remote's reference in a shallow repository, touching no local reference. */
export async function unshallow(run: RunGit, remote: string, ref: string): Promise<void> {
  assertRemote(remote);
  assertRef(ref);
  const answer = await run([
    ...["fetch", "--quiet", "--unshallow", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules"],
    ...["--no-prune", "--no-auto-maintenance", "--no-write-commit-graph", "--refmap=", remote, ref],
  ]);
  if (answer.code !== 0) throw unreachable(`cannot fetch the past of ${ref} from`, remote, answer);
}

async function askRemote(run: RunGit, remote: string, ref: string): Promise<string | null> {
  const answer = await run(["ls-remote", "--quiet", remote, ref]);
  if (answer.code !== 0) throw unreachable("cannot reach", remote, answer);
  const line = answer.stdout.split("\n").find((text) => text.endsWith(`\t${ref}`));
  const oid = line?.slice(0, 40) ?? null;
  if (oid !== null) assertOid(oid);
  return oid;
}

function isLockTaken(answer: GitAnswer): boolean {
  return /File exists|Unable to create '.*\.lock'/.test(answer.stderr);
}

/** Somebody else moved the reference: seen here (lease), or by the server while it took the push. */
function isRace(refused: string): boolean {
  const why = refused.split("\t")[2] ?? "";
  return (
    /^\[rejected\] \((stale info|fetch first|non-fast-forward|needs force|already exists)\)/.test(why) ||
    /^\[remote rejected\] \((failed to update ref|incorrect old value provided|reference already exists)\)/.test(why) ||
    /^\[remote rejected\] \((cannot lock ref|failed to lock)/.test(why)
  );
}

/** Nothing but 40 lower-case hex digits reaches git as an object id. */
export function assertOid(oid: string): void {
  if (!/^[0-9a-f]{40}$/.test(oid)) throw new GitFailure("failed", `not a git object id: ${JSON.stringify(oid)}`);
}

/** A full reference name that no shell, refspec or option parser could read as something else. */
function assertRef(ref: string): void {
  const safe = /^refs(\/[A-Za-z0-9_][A-Za-z0-9._-]*)+$/.test(ref) && !/\.\.|\.(\/|$)|\.lock(\/|$)/.test(ref);
  if (!safe || ref.length > 200) throw new GitFailure("failed", `not a reference name: ${JSON.stringify(ref)}`);
}

function assertRemote(remote: string): void {
  if (!/^[A-Za-z0-9/~._][\x21-\x7e]*$/.test(remote) || /^[a-z0-9]+::/.test(remote)) {
    throw new GitFailure("failed", "not the name or address of a git remote");
  }
}

function unreachable(what: string, remote: string, answer: GitAnswer): GitFailure {
  return new GitFailure("failed", `${what} ${remote.replace(/\/\/[^@/]+@/, "//")}: ${complaintOf(answer)}`);
}
