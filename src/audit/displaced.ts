import { RollcallError } from "../model/error.ts";
import type { Git } from "../ports/git.ts";
import { type Chain, loadChain, readLedgerCommit } from "./chain.ts";
import { isSettled } from "./find-record.ts";
import { placeRecord } from "./place.ts";
import type { Signer } from "./signer.ts";
import type { Standing } from "./standing.ts";
import { aboutOf, nameOf } from "./statement.ts";
import type { Trust, VerifiedRun } from "./verify-run.ts";
import { walk } from "./walk.ts";

/**
 * Places runs that were recorded here while the remote was out of reach after what was recorded there meanwhile: same
 * content, same time where the order allows it, new place and new signature. Nobody else has seen their old place.
 */
export async function replaceDisplaced(
  to: { readonly git: Git; readonly signer: Signer },
  standing: Standing,
  onto: { readonly chain: Chain; readonly trust: Trust },
): Promise<Chain> {
  let { chain } = onto;
  for await (const { manifest, stored } of displacedRuns(to.git, standing, onto.trust)) {
    const { recorded, versions } = manifest.predicate;
    const about = aboutOf(manifest);
    if (chain.tip !== null && (await isSettled(to.git, chain.tip, nameOf(about)))) continue;
    const inForce = { policies: versions.policies?.digest ?? null, signers: versions.signers?.digest ?? null };
    const files = { about, inForce, entries: stored.files["entries.ndjson"], basis: stored.files["basis.json"] };
    ({ chain } = await placeRecord(to, chain, { files, seconds: Date.parse(recorded) / 1000 }));
  }
  return chain;
}

async function* displacedRuns(git: Git, standing: Standing, trust: Trust): AsyncGenerator<VerifiedRun> {
  const { local, published } = standing;
  if (local === null || published === null) return;
  let first = local;
  for await (const oid of git.history(local, { after: published })) first = oid;
  const parent = (await readLedgerCommit(git, first))?.parents[0];
  if (parent === undefined) throw new RollcallError("ledger-invalid", `commit ${first} is no run of the ledger`);
  for await (const walked of walk(git, { from: { chain: await loadChain(git, parent) }, tip: local }, trust)) {
    if (walked.kind === "holds") yield walked;
    else
      throw new RollcallError("ledger-invalid", `run ${walked.sequence} recorded here does not hold`, {
        cause: walked.breach,
      });
  }
}
