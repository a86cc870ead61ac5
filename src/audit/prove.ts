import { RollcallError } from "../model/error.ts";
import type { Git } from "../ports/git.ts";
import { readLedgerCommit } from "./chain.ts";
import { commitAt, readHead } from "./extends-anchor.ts";
import { entryPath, recordedAt } from "./layout.ts";
import { leafHash } from "./merkle.ts";
import { consistencyProof } from "./merkle-proof.ts";
import { readAhead } from "./read-ahead.ts";

/** Hashes which show that the first `old` runs of a ledger up to a tip are a beginning of its first `size` runs. */
export async function proveGrowth(
  git: Git,
  tip: string,
  { old, size }: { readonly old: number; readonly size: number },
): Promise<Buffer[]> {
  const head = await readHead(git, tip);
  if (head.size < size)
    throw new RollcallError(
      "input-invalid",
      `the ledger here has ${head.size} runs, too few to prove ${size}: fetch it`,
    );
  if (old === 0 || old >= size) return [];
  return consistencyProof(await readLeaves(git, await commitAt(git, tip, head.size - size)), old);
}

/** Leaves of the tree over all manifests up to a commit. */
export async function readLeaves(git: Git, tip: string): Promise<Buffer[]> {
  const commits: string[] = [];
  for await (const oid of git.history(tip)) commits.push(oid);
  const leaves: Buffer[] = [];
  for await (const { loaded } of readAhead(commits.reverse(), (oid, index) => readLeaf(git, oid, index + 1))) {
    leaves.push(await loaded);
  }
  return leaves;
}

async function readLeaf(git: Git, oid: string, sequence: number): Promise<Buffer> {
  const commit = await readLedgerCommit(git, oid);
  const bytes = commit === null ? null : await git.readAt(oid, entryPath(sequence, recordedAt(commit), "json"));
  if (bytes !== null) return leafHash(bytes);
  throw new RollcallError("ledger-invalid", `run ${sequence} of the ledger (commit ${oid}) has no manifest`);
}
