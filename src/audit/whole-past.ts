import { RollcallError } from "../model/error.ts";
import { GitFailure } from "../ports/git-process.ts";
import { readLedgerCommit } from "./chain.ts";
import { parseMessage } from "./commit.ts";
import { ledgerRef } from "./layout.ts";
import type { Place } from "./standing.ts";

/**
 * Sees to it that a ledger is here from its first record on: whether a record stands there already, and whether policies had been in
 * force before, nobody can say who has its end alone. What `--depth` cut off is fetched. Throws `ledger-invalid` when it cannot be had.
 */
export async function bringWholePast(place: Place, tip: string | null): Promise<void> {
  const { git, branch, remote } = place;
  if (tip === null || !(await git.isShallow()) || (await isWhole(place, tip))) return;
  let why: unknown = null;
  if (remote !== null)
    await git.fetch(remote, ledgerRef(branch), { whole: true }).catch((error: unknown) => {
      if (!(error instanceof GitFailure)) throw error;
      why = error;
    });
  if (why === null && (await isWhole(place, tip))) return;
  const hint = "fetch the whole branch, without --depth";
  throw new RollcallError("ledger-invalid", `the ledger's past is cut off below ${tip}: ${hint}`, { cause: why });
}

/** Places count from 1 and leave none out, so the first record lies as many commits back as the last one says. */
async function isWhole({ git }: Place, tip: string): Promise<boolean> {
  const commit = await readLedgerCommit(git, tip);
  const sequence = commit === null ? undefined : parseMessage(commit.message)?.sequence;
  if (sequence === undefined) return true;
  for await (const first of git.history(tip, { skip: sequence - 1, limit: 1 }))
    return (await readLedgerCommit(git, first))?.parents.length === 0;
  return false;
}
