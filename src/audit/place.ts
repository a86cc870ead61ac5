import { RollcallError } from "../model/error.ts";
import type { RunRecord } from "../model/manifest.ts";
import type { Git } from "../ports/git.ts";
import type { Random } from "../ports/random.ts";
import { type GrownTree, writeGrown } from "./branch.ts";
import { type Chain, growTree, nextLink, type StoredFiles, step } from "./chain.ts";
import { signNote } from "./checkpoint.ts";
import { commitMessage, commitNamespace, commitPayload, joinCommit } from "./commit.ts";
import { encodeEntries } from "./entries.ts";
import { signPayload } from "./envelope.ts";
import { instantAt } from "./layout.ts";
import { encode } from "./parse.ts";
import { type Signatures, shapes } from "./schema.ts";
import type { Signer } from "./signer.ts";
import { signSsh } from "./sshsig.ts";
import { encodeBasis, manifestNamespace, payloadType, type RunFiles, stateRun, toRun } from "./statement.ts";

/** A run's bytes, sealed once: they stay the same however often its place must be found anew. */
export function prepareRun(record: RunRecord, random: Random): RunFiles {
  if (!/^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/.test(record.run)) {
    throw new RollcallError("input-invalid", `a run cannot be called ${JSON.stringify(record.run)} in the ledger`);
  }
  return { run: toRun(record), entries: encodeEntries(record.entries, random), basis: encodeBasis(record) };
}

/** Writes the commit that puts a run after a chain, not before the given time; no reference moves. */
export async function placeRun(
  to: { readonly git: Git; readonly signer: Signer },
  chain: Chain,
  run: { readonly files: RunFiles; readonly seconds: number },
): Promise<{ readonly commit: string; readonly chain: Chain }> {
  const { git, signer } = to;
  const seconds = Math.max(run.seconds, chain.seconds);
  const manifest = stateRun(run.files, nextLink(chain), instantAt(seconds));
  if (!shapes.manifest.Check(JSON.parse(Buffer.from(manifest).toString("utf8")))) {
    throw new RollcallError(
      "input-invalid",
      `the record of run ${run.files.run.run} is not of the form the ledger keeps`,
    );
  }
  const next = step(chain, manifest);
  const stored: StoredFiles = {
    files: {
      "basis.json": run.files.basis,
      "entries.ndjson": run.files.entries,
      json: manifest,
      "sigs.json": encode(await signManifest(signer, manifest)),
    },
    checkpoint: Buffer.from(await signNote(signer, next.head), "utf8"),
    state: next.state,
  };
  const grown = await writeTree(git, chain, { stored, seconds });
  const message = commitMessage({
    sequence: next.head.size,
    manifest: next.digest,
    previous: chain.digest,
    run: run.files.run.run,
  });
  const parents = chain.tip === null ? [] : [chain.tip];
  const payload = commitPayload({ tree: grown.root, parents, principal: signer.principal, seconds, message });
  const tip = await git.writeCommit(joinCommit(payload, await signSsh(signer, commitNamespace, payload)));
  const { digest, range } = next;
  return { commit: tip, chain: { origin: chain.origin, tip, digest, seconds, range, tree: grown.tree } };
}

async function signManifest(signer: Signer, manifest: Uint8Array): Promise<Signatures> {
  const signature = await signPayload(signer, payloadType, manifest);
  return {
    payloadType,
    signatures: [{ ...signature }],
    sshsig: await signSsh(signer, manifestNamespace, manifest),
  };
}

/** Blobs before the trees that name them, so that a kill leaves no tree whose files are missing. */
async function writeTree(git: Git, chain: Chain, run: { stored: StoredFiles; seconds: number }): Promise<GrownTree> {
  const { stored } = run;
  await Promise.all(
    [...Object.values(stored.files), stored.checkpoint, stored.state].map((bytes) => git.writeBlob(bytes)),
  );
  const grown = growTree(chain, stored, run.seconds);
  await writeGrown(git, grown);
  return grown;
}
