import type { Instant } from "../model/instant.ts";
import type { Git } from "../ports/git.ts";
import { readLedgerCommit } from "./chain.ts";
import { parseMessage } from "./commit.ts";

/** The run that a commit of the ledger records; null when it is no commit of Rollcall's. */
export async function runAt(git: Git, oid: string): Promise<string | null> {
  const commit = await readLedgerCommit(git, oid);
  return commit === null ? null : (parseMessage(commit.message)?.run ?? null);
}

/** Where a run stands in a ledger. */
interface FoundRun {
  readonly sequence: number;
  readonly commit: string;
}

/** Where a run stands in the ledger up to a tip; null when it does not. */
export function findRun(git: Git, tip: string, run: string): Promise<FoundRun | null> {
  return findSince(git, tip, { run });
}

/** Clocks differ, and are set: a run is looked for from so long before it began, in seconds. */
const margin = 30 * 86_400;

/** As `findRun`, for a run whose beginning is known: no run was recorded before it began, so a long past costs nothing. */
export function findRecent(
  git: Git,
  tip: string,
  { run, started }: { readonly run: string; readonly started: Instant },
): Promise<FoundRun | null> {
  const began = Math.floor(Date.parse(started) / 1000);
  return findSince(git, tip, { run, ...(Number.isNaN(began) ? {} : { since: began - margin }) });
}

async function findSince(
  git: Git,
  tip: string,
  { run, since }: { readonly run: string; readonly since?: number },
): Promise<FoundRun | null> {
  const oid = await git.search(tip, `Rollcall-Run: ${run}`, since);
  const commit = oid === null ? null : await readLedgerCommit(git, oid);
  const trailers = commit === null ? null : parseMessage(commit.message);
  return oid === null || trailers?.run !== run ? null : { sequence: trailers.sequence, commit: oid };
}
