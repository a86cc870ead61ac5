import type { Git } from "../ports/git.ts";
import { readLedgerCommit } from "./chain.ts";
import { nameLine, parseMessage, type RecordName } from "./commit.ts";

/** What a commit of the ledger records; null when it is no commit of Rollcall's. */
export async function recordAt(git: Git, oid: string): Promise<RecordName | null> {
  const commit = await readLedgerCommit(git, oid);
  return commit === null ? null : (parseMessage(commit.message)?.name ?? null);
}

/** Where a run or an event stands in the ledger up to a tip; null when it does not. */
export async function findRecord(
  git: Git,
  tip: string,
  name: Pick<RecordName, "label" | "id">,
): Promise<{ readonly sequence: number; readonly commit: string } | null> {
  const oid = await git.search(tip, nameLine(name));
  const commit = oid === null ? null : await readLedgerCommit(git, oid);
  const trailers = commit === null ? null : parseMessage(commit.message);
  if (oid === null || trailers?.name.label !== name.label || trailers.name.id !== name.id) return null;
  return { sequence: trailers.sequence, commit: oid };
}
