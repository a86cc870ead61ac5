import type { Git } from "../ports/git.ts";
import { readLedgerCommit } from "./chain.ts";
import { nameLine, parseMessage, type RecordName } from "./commit.ts";
import { type About, nameOf } from "./statement.ts";

/** What a commit of the ledger records; null when it is no commit of Rollcall's. */
export async function recordAt(git: Git, oid: string): Promise<RecordName | null> {
  const commit = await readLedgerCommit(git, oid);
  return commit === null ? null : (parseMessage(commit.message)?.name ?? null);
}

/** Where a run or an event stands in the ledger up to a tip; null when it does not. */
export function findRecord(git: Git, tip: string, name: Pick<RecordName, "label" | "id">): Promise<FoundRecord | null> {
  return findSince(git, tip, { name, since: null });
}

/** Whether a ledger up to a tip needs a record no more: it stands there, or it announced a run that is recorded there. */
export async function isSettled(git: Git, tip: string, name: RecordName): Promise<boolean> {
  if ((await findRecord(git, tip, name)) !== null) return true;
  if (name.label !== "Event" || name.kind !== "intent") return false;
  return (await findRecord(git, tip, { label: "Run", id: name.id.slice("intent:".length) })) !== null;
}

/** Where a record stands in a ledger. */
interface FoundRecord {
  readonly sequence: number;
  readonly commit: string;
}

/** Clocks differ, and are set: a record is looked for from so long before it began, in seconds. */
const margin = 30 * 86_400;

/** As `findRecord`, for what is about to be recorded: nothing was recorded before it began, so a long past costs nothing. */
export function findRecent(git: Git, tip: string, about: About): Promise<FoundRecord | null> {
  const began = Math.floor(Date.parse("run" in about ? about.run.started : about.event.at) / 1000);
  return findSince(git, tip, { name: nameOf(about), since: Number.isNaN(began) ? null : began - margin });
}

async function findSince(
  git: Git,
  tip: string,
  { name, since }: { readonly name: Pick<RecordName, "label" | "id">; readonly since: number | null },
): Promise<FoundRecord | null> {
  const oid = await (since === null ? git.search(tip, nameLine(name)) : git.search(tip, nameLine(name), since));
  const commit = oid === null ? null : await readLedgerCommit(git, oid);
  const trailers = commit === null ? null : parseMessage(commit.message);
  if (oid === null || trailers?.name.label !== name.label || trailers.name.id !== name.id) return null;
  return { sequence: trailers.sequence, commit: oid };
}
