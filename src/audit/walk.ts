import type { Git } from "../ports/git.ts";
import { GitFailure } from "../ports/git-process.ts";
import { Breach } from "./breach.ts";
import { type Chain, emptyChain } from "./chain.ts";
import { decode } from "./parse.ts";
import { openCheck } from "./public-key.ts";
import { readAhead } from "./read-ahead.ts";
import { shapes } from "./schema.ts";
import { readStoredRun, type StoredRun } from "./stored-run.ts";
import { type Trust, type VerifiedRun, verifyRun } from "./verify-run.ts";
import { SeenVersions } from "./versions.ts";

/** One run on a walk along a ledger: it holds, or it breaks a rule and ends the walk. */
export type Walked =
  | ({ readonly kind: "holds"; readonly sequence: number; readonly commit: string } & VerifiedRun)
  | { readonly kind: "breaks"; readonly sequence: number; readonly commit: string; readonly breach: Breach };

/** Where a walk begins: after a chain that is trusted, or at the first run of a ledger whose origin may be known. */
type Start = { readonly chain: Chain } | { readonly origin: string | null };

/** A part of a ledger: from where, to which tip; its commits, oldest first, when they are known already. */
export interface Way {
  readonly from: Start;
  readonly tip: string;
  readonly commits?: readonly string[];
}

/** Verifies the runs up to a tip, oldest first, each against the chain before it; ends after the first that does not hold. */
export async function* walk(git: Git, way: Way, trust: Trust): AsyncGenerator<Walked> {
  const from = "chain" in way.from ? way.from.chain : null;
  const commits = way.commits ?? (await oldestFirst(git, way.tip, from?.tip ?? null));
  const check = openCheck();
  const seen = new SeenVersions(from === null ? "at-first" : "in-the-middle");
  const before = from?.range.size ?? 0;
  let chain = from;
  for await (const { thing: commit, loaded } of readAhead(commits, (oid, index) =>
    readStoredRun(git, { oid, sequence: before + 1 + index }, check),
  )) {
    const sequence = (chain?.range.size ?? 0) + 1;
    const verdict = await attempt(async () => {
      const run = await loaded;
      const before = chain ?? emptyChain(originOf(way.from, run));
      const verified = verifyRun(trust, before, run);
      if (seen.follows(before.versions, verified.manifest.predicate.versions)) return verified;
      throw new Breach("version", "its policies or signers do not follow those of the run before it");
    });
    if (verdict instanceof Breach) return yield { kind: "breaks", sequence, commit, breach: verdict };
    chain = verdict.chain;
    yield { kind: "holds", sequence, commit, ...verdict };
  }
}

/** Commits after one (or from the root) up to a tip; their ids only, 40 bytes a run. */
async function oldestFirst(git: Git, tip: string, after: string | null): Promise<string[]> {
  const commits: string[] = [];
  for await (const oid of git.history(tip, after === null ? {} : { after })) commits.push(oid);
  return commits.reverse();
}

async function attempt(verify: () => Promise<VerifiedRun>): Promise<VerifiedRun | Breach> {
  try {
    return await verify();
  } catch (error) {
    if (error instanceof Breach) return error;
    if (error instanceof GitFailure && error.kind !== "failed") return new Breach("object", error.message);
    throw error;
  }
}

function originOf(start: Start, first: StoredRun): string {
  const known = "origin" in start ? start.origin : null;
  return known ?? decode(first.stored.files.json, shapes.manifest)?.predicate.chain.origin ?? "";
}
