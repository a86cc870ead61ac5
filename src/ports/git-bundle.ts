import { copyFile, mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { RollcallError } from "../model/error.ts";
import { type Git, openGit } from "./git.ts";
import { complaintOf, type GitEnvironment, openGitProcess, type RunGit } from "./git-process.ts";
import { followPath } from "./named-path.ts";

/** Writes references of a repository, with everything that they reach, into one file (git-bundle(1)). */
export async function writeBundle(
  directory: string,
  environment: GitEnvironment,
  { refs, path }: { readonly refs: readonly string[]; readonly path: string },
): Promise<void> {
  const run = openGitProcess(directory, environment);
  // Git puts the bundle in the place of whatever is there.
  const target = await followPath(resolve(path));
  if (target.kind === "stream") throw new RollcallError("input-invalid", `${path} is no file: name one for the bundle`);
  const answer = await run(["bundle", "create", "--quiet", "--version=2", target.path, ...refs]);
  if (answer.code !== 0) throw new RollcallError("input-invalid", `cannot write ${path}: ${complaintOf(answer)}`);
}

/** A bundle as a repository of its own that is gone when it is closed. */
export interface OpenBundle {
  readonly git: Git;
  close(): Promise<void>;
}

/**
 * Opens a bundle from anybody: its objects are checked and brought into a bare repository that has no hooks and no settings but
 * Rollcall's, and of its references only one branch and the tags below a prefix. Throws `input-invalid` for a file that is no
 * bundle or has no such branch, `ledger-invalid` for one that is damaged or not whole.
 */
export async function openBundle(
  file: string,
  environment: GitEnvironment,
  wanted: { readonly branch: string; readonly tags: string },
): Promise<OpenBundle> {
  const folder = await mkdtemp(join(tmpdir(), "rollcall-bundle-"));
  const close = () => rm(folder, { recursive: true, force: true, maxRetries: 3 });
  try {
    const copy = join(folder, "ledger.bundle");
    await copyFile(resolve(file), copy).catch((cause: unknown) => {
      throw new RollcallError("input-invalid", `cannot read ${file}`, { cause });
    });
    if (!(await isBundle(copy))) throw new RollcallError("input-invalid", `${file} is no git bundle`);
    // Nothing of the person's own settings: neither home nor agent.
    const { PATH, TMPDIR } = environment;
    const own = { PATH, TMPDIR };
    const run = openGitProcess(folder, own);
    await expect(run, ["init", "--quiet", "--bare", "--object-format=sha1", "repository.git"], file);
    const inside = openGitProcess(join(folder, "repository.git"), own);
    await fetchAll(inside, copy, { file, ...wanted });
    return { git: await openGit(join(folder, "repository.git"), own), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function isBundle(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(16), 0, 16, 0);
    return /^# v[23] git bundle\n/.test(buffer.toString("latin1", 0, bytesRead));
  } finally {
    await file.close();
  }
}

async function fetchAll(
  run: RunGit,
  bundle: string,
  { file, branch, tags }: { readonly file: string; readonly branch: string; readonly tags: string },
): Promise<void> {
  const heads = await run(["ls-remote", "--quiet", bundle, branch]);
  if (heads.code !== 0) throw damaged(file, complaintOf(heads));
  if (heads.stdout === "") throw new RollcallError("input-invalid", `${file} has no ${branch}`);
  await expect(
    run,
    [
      ...["-c", "fetch.fsckObjects=true"],
      ...["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules"],
      ...[bundle, `${branch}:${branch}`, `${tags}*:${tags}*`],
    ],
    file,
  );
}

async function expect(run: RunGit, args: readonly string[], file: string): Promise<void> {
  const answer = await run(args);
  if (answer.code !== 0) throw damaged(file, complaintOf(answer));
}

function damaged(file: string, why: string): RollcallError {
  return new RollcallError("ledger-invalid", `${file} is damaged or not whole: ${why}`);
}
