import type { Git } from "../ports/git.ts";
import { readLedgerCommit } from "./chain.ts";
import { parseMessage } from "./commit.ts";

/** The run that a commit of the ledger records; null when it is no commit of Rollcall's. */
export async function runAt(git: Git, oid: string): Promise<string | null> {
  const commit = await readLedgerCommit(git, oid);
  return commit === null ? null : (parseMessage(commit.message)?.run ?? null);
}

/** Where a run stands in the ledger up to a tip; null when it does not. */
export async function findRun(
  git: Git,
  tip: string,
  run: string,
): Promise<{ readonly sequence: number; readonly commit: string } | null> {
  const oid = await git.search(tip, `Rollcall-Run: ${run}`);
  const commit = oid === null ? null : await readLedgerCommit(git, oid);
  const trailers = commit === null ? null : parseMessage(commit.message);
  return oid === null || trailers?.run !== run ? null : { sequence: trailers.sequence, commit: oid };
}
