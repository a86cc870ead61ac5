import { RollcallError } from "../model/error.ts";
import type { AnchoredHead, LedgerHead } from "../model/ledger.ts";
import type { Git } from "../ports/git.ts";
import { GitFailure } from "../ports/git-process.ts";
import { readLedgerCommit } from "./chain.ts";
import { parseMessage } from "./commit.ts";
import { parseNote, rootText } from "./note.ts";

/** In what a ledger is not the one that was anchored, and the first place that shows it. */
export interface AnchorFault {
  readonly verdict: "truncated" | "forked" | "other-ledger";
  readonly sequence: number;
}

/**
 * Whether the ledger up to a tip still extends a head that was kept: null when it does. Looks at two commits and counts the others,
 * and verifies no run: that is for `verifyLedger`. Throws `ledger-invalid` when the clone does not reach back so far.
 */
export async function anchorFault(git: Git, tip: string | null, anchor: AnchoredHead): Promise<AnchorFault | null> {
  if (tip === null) return { verdict: "truncated", sequence: 1 };
  const head = await readHead(git, tip);
  if (head.origin !== anchor.origin) return { verdict: "other-ledger", sequence: 1 };
  if (head.size < anchor.size) return { verdict: "truncated", sequence: head.size + 1 };
  const there = await commitAt(git, tip, head.size - anchor.size);
  if (there !== anchor.commit) {
    const { sequence } = await forkPlace(git, tip, { sequence: anchor.size, commit: anchor.commit });
    return { verdict: "forked", sequence };
  }
  const { size, root } = await readHead(git, there);
  return size === anchor.size && root === anchor.root ? null : { verdict: "forked", sequence: anchor.size };
}

/** The head that a commit of the ledger names; nothing of it is verified. Throws `ledger-invalid` for other commits. */
export async function readHead(git: Git, commit: string): Promise<LedgerHead & { readonly note: string }> {
  const parts = await readLedgerCommit(git, commit);
  const sequence = parts === null ? undefined : parseMessage(parts.message)?.sequence;
  const note = Buffer.from((await git.readAt(commit, "checkpoint")) ?? []).toString("utf8");
  const head = parseNote(note)?.head;
  if (head === undefined || head.size !== sequence)
    throw new RollcallError("ledger-invalid", `commit ${commit} is not one that Rollcall wrote to a ledger`);
  return { origin: head.origin, size: head.size, root: rootText(head.root), commit, note };
}

/** The commit so many runs before a tip. */
export async function commitAt(git: Git, tip: string, back: number): Promise<string> {
  for await (const oid of git.history(tip, { skip: back, limit: 1 })) return oid;
  const hint = "fetch the whole branch, without --depth";
  throw new RollcallError("ledger-invalid", `the ledger's past is cut off below ${tip}: ${hint}`);
}

/** A run by its place. */
export interface RunPlace {
  readonly sequence: number;
  readonly commit: string;
}

/** The first run that is another: known when the commit that was kept lies here still; else that at the place of the kept one. */
export async function forkPlace(git: Git, tip: string, kept: RunPlace): Promise<RunPlace> {
  const { size } = await readHead(git, tip);
  const there = { sequence: kept.sequence, commit: await commitAt(git, tip, size - kept.sequence) };
  if (!(await isHere(git, kept.commit))) return there;
  let first = there.commit;
  for await (const oid of git.history(there.commit, { after: kept.commit })) first = oid;
  return { sequence: (await readHead(git, first)).size, commit: first };
}

async function isHere(git: Git, commit: string): Promise<boolean> {
  try {
    return (await git.readCommit(commit)).length > 0;
  } catch (error) {
    if (error instanceof GitFailure) return false;
    throw error;
  }
}
