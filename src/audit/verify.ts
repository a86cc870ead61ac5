import type { Checkpoint, Verification } from "../model/ledger.ts";
import type { Clock } from "../ports/clock.ts";
import type { Git } from "../ports/git.ts";
import { parseAllowedSigners } from "./allowed-signers.ts";
import { Breach } from "./breach.ts";
import { ledgerRef } from "./layout.ts";
import { parseRevokedKeys } from "./revoked-keys.ts";
import { type Walked, walk } from "./walk.ts";

/** What a ledger is verified against; nothing of it may come from the branch itself. */
export interface VerifyOptions {
  readonly branch: string;
  /** Text of an `allowed_signers` file. */
  readonly allowedSigners: string;
  /** Text of a file of revoked keys; what they signed counts up to `since` and no further. */
  readonly revoked?: string | null;
  readonly clock: Pick<Clock, "now">;
  /** The ledger's name for itself, when it is known from elsewhere. */
  readonly origin?: string;
  /** A head seen before: the ledger must still contain it. */
  readonly since?: Checkpoint;
}

/** Verifies a ledger from its first run to its tip in one pass over every byte; names the first run that does not hold. */
export async function verifyLedger(git: Git, options: VerifyOptions): Promise<Verification> {
  const signers = parseAllowedSigners(options.allowedSigners, parseRevokedKeys(options.revoked ?? ""));
  const trust = { signers, now: options.clock.now(), pinned: options.since?.sequence ?? 0 };
  const tip = await git.resolve(ledgerRef(options.branch));
  const runs = new Set<string>();
  let head: Checkpoint | null = null;
  const from = { origin: options.origin ?? null };
  for await (const walked of tip === null ? [] : walk(git, { from, tip }, trust)) {
    const breach = breachOf(walked, runs, options.since);
    if (breach !== null) return broken(walked, breach);
    if (walked.kind === "holds") head = checkpointOf(walked);
  }
  return conclude(head, options.since);
}

function breachOf(walked: Walked, runs: Set<string>, since: Checkpoint | undefined): Breach | null {
  if (walked.kind === "breaks") return walked.breach;
  const { run } = walked.manifest.predicate.run;
  if (runs.has(run)) return new Breach("run-repeated", `run ${run} stands in the ledger already`);
  runs.add(run);
  if (since?.sequence !== walked.sequence) return null;
  if (since.commit === walked.commit && since.digest === walked.chain.digest) return null;
  return new Breach("anchor", "another run stood here when the checkpoint was taken: the ledger was rewritten");
}

function conclude(head: Checkpoint | null, since: Checkpoint | undefined): Verification {
  const runs = head?.sequence ?? 0;
  if (since !== undefined && runs < since.sequence) {
    const message = `the ledger had ${since.sequence} runs when the checkpoint was taken and has ${runs}: it was cut`;
    return broken({ sequence: runs + 1, commit: since.commit }, new Breach("anchor", message));
  }
  return { kind: "verified", runs, head: head?.commit ?? null, checkpoint: head };
}

function checkpointOf({ sequence, commit, chain }: Walked & { kind: "holds" }): Checkpoint {
  return { sequence, commit, digest: chain.digest ?? "" };
}

function broken(at: { sequence: number; commit: string }, breach: Breach): Verification {
  const { sequence, commit } = at;
  return { kind: "broken", sequence, commit, rule: breach.rule, message: breach.message };
}
