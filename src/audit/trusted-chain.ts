import { RollcallError } from "../model/error.ts";
import type { Git } from "../ports/git.ts";
import { GitFailure } from "../ports/git-process.ts";
import { type Chain, loadChain, readLedgerCommit } from "./chain.ts";
import type { Standing } from "./standing.ts";
import type { Trust } from "./verify-run.ts";
import { type Start, walk } from "./walk.ts";

/**
 * The chain that the next run follows; null for a new ledger. What came from the remote since our own tip is verified run
 * by run; without a tip of our own only its last run is: signed, in its place, and its checkpoint covers what lies before.
 */
export async function trustedChain(git: Git, standing: Standing, trust: Trust): Promise<Chain | null> {
  const { tip, local, displaced } = standing;
  if (tip === null) return null;
  const known = displaced ? standing.seen : local;
  if (known === null || known === tip) return lastRun(git, tip, trust);
  const chain = await lastRun(git, known, trust);
  return follow(git, { from: { chain }, tip }, trust);
}

/** The chain up to a commit whose own run holds against what its parent says. */
async function lastRun(git: Git, tip: string, trust: Trust): Promise<Chain> {
  const commit = await readLedgerCommit(git, tip);
  const parent = commit?.parents[0] ?? null;
  if (commit === null || parent === null) return follow(git, { from: { origin: null }, tip }, trust);
  return follow(git, { from: { chain: await chainBefore(git, parent) }, tip }, trust);
}

async function chainBefore(git: Git, parent: string): Promise<Chain> {
  try {
    return await loadChain(git, parent);
  } catch (cause) {
    if (!(cause instanceof GitFailure) || cause.kind !== "missing") throw cause;
    const hint = "fetch the whole branch, without --depth";
    throw new RollcallError("ledger-invalid", `the ledger's past is cut off before ${parent}: ${hint}`, { cause });
  }
}

async function follow(git: Git, way: { from: Start; tip: string }, trust: Trust): Promise<Chain> {
  let chain = "chain" in way.from ? way.from.chain : null;
  for await (const walked of walk(git, way, trust)) {
    if (walked.kind === "breaks") {
      const { sequence, commit, breach } = walked;
      const text = `run ${sequence} of the ledger (commit ${commit}) does not hold: ${breach.message}`;
      throw new RollcallError("ledger-invalid", text, { cause: breach });
    }
    chain = walked.chain;
  }
  if (chain === null) throw new RollcallError("ledger-invalid", `the ledger at ${way.tip} has no runs`);
  return chain;
}
