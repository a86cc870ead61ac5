import { readRun, readRuns } from "../audit/read.ts";
import { RollcallError } from "../model/error.ts";
import type { LedgerRun } from "../model/ledger.ts";
import type { Git } from "../ports/git.ts";
import { type Files, type FilesWorld, readFiles } from "./read-files.ts";
import type { Scope, World } from "./world.ts";

/** The newest runs of the ledger, newest first. */
export async function listLedgerRuns(world: World, scope: Scope, limit: number): Promise<readonly LedgerRun[]> {
  const { git, branch } = await openLedgerOf(world, scope);
  const runs: LedgerRun[] = [];
  for await (const run of readRuns(git, branch, { limit })) runs.push(run);
  return runs;
}

/** One run by its place in the ledger; throws `input-invalid` when there is none. */
export async function findLedgerRun(world: World, scope: Scope, sequence: number): Promise<LedgerRun> {
  const { git, branch } = await openLedgerOf(world, scope);
  const run = await readRun(git, branch, sequence);
  if (run !== null) return run;
  throw new RollcallError("input-invalid", `the ledger has no run ${sequence}`);
}

/** Where the ledger is, and the files that say so; throws `input-invalid` when there is none. */
export async function openLedgerOf(
  world: FilesWorld,
  scope: Scope,
): Promise<{ readonly git: Git; readonly branch: string; readonly files: Files }> {
  if (world.git === null)
    throw new RollcallError("input-invalid", `${world.root} is in no git repository: there is no ledger`);
  const files = await readFiles(world, scope);
  const { organization } = files;
  if (organization === null)
    throw new RollcallError("input-invalid", "the files have mistakes: rollcall validate lists them");
  return { git: world.git, branch: organization.audit.branch, files };
}
