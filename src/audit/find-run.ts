import type { Git } from "../ports/git.ts";
import { readLedgerCommit } from "./chain.ts";
import { parseMessage } from "./commit.ts";

/** How many runs are looked back at for one that is there already; a verification compares all of them. */
const lookBack = 1_000;

/** How many commits are asked for at once. */
const batch = 100;

/** Where a run stands among the newest 1,000 up to a tip; null when it is not among them. */
export async function findRun(
  git: Git,
  tip: string,
  run: string,
): Promise<{ readonly sequence: number; readonly commit: string } | null> {
  const commits: string[] = [];
  for await (const oid of git.history(tip, { limit: lookBack })) commits.push(oid);
  for (let at = 0; at < commits.length; at += batch) {
    const some = commits.slice(at, at + batch);
    const trailers = await Promise.all(some.map(async (oid) => ({ oid, found: await trailersOf(git, oid) })));
    const hit = trailers.find(({ found }) => found?.run === run);
    if (hit?.found) return { sequence: hit.found.sequence, commit: hit.oid };
  }
  return null;
}

async function trailersOf(git: Git, oid: string) {
  const commit = await readLedgerCommit(git, oid);
  return commit === null ? null : parseMessage(commit.message);
}
