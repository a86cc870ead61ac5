import { RollcallError } from "../model/error.ts";
import type { Git } from "../ports/git.ts";
import { GitFailure } from "../ports/git-process.ts";
import { type Chain, loadChain, readLedgerCommit } from "./chain.ts";
import type { Standing } from "./standing.ts";
import type { Trust } from "./verify-run.ts";
import { type Way, walk } from "./walk.ts";

/** What an appending run takes for granted, and what it has verified in an earlier attempt. */
export interface Knowledge {
  readonly trust: Trust;
  readonly chain: Chain | null;
}

/**
 * The chain that the next run follows; null for a new ledger. What came from the remote since our own tip is verified run
 * by run; without a tip of our own only its last run is: signed, in its place, and its checkpoint covers what lies before.
 */
export async function trustedChain(git: Git, standing: Standing, known: Knowledge): Promise<Chain | null> {
  const { tip } = standing;
  const { trust } = known;
  if (tip === null) return null;
  const chain = known.chain ?? (await lastRun(git, standing.known ?? tip, trust));
  return chain.tip === tip ? chain : follow(git, { from: { chain }, tip }, trust);
}

/** The chain up to a commit whose own run holds against what its parent says. */
async function lastRun(git: Git, tip: string, trust: Trust): Promise<Chain> {
  const commit = await readLedgerCommit(git, tip);
  const parent = commit?.parents[0] ?? null;
  const from = parent === null ? { origin: null } : { chain: await chainBefore(git, parent) };
  return follow(git, { from, tip, commits: [tip] }, trust);
}

async function chainBefore(git: Git, parent: string): Promise<Chain> {
  try {
    return await loadChain(git, parent);
  } catch (cause) {
    if (!(cause instanceof GitFailure) || cause.kind === "failed") throw cause;
    const hint = "fetch the whole branch, without --depth";
    throw new RollcallError("ledger-invalid", `the ledger's past is cut off or damaged at ${parent}: ${hint}`, {
      cause,
    });
  }
}

async function follow(git: Git, way: Way, trust: Trust): Promise<Chain> {
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
