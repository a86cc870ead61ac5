import { RollcallError } from "../model/error.ts";
import type { LedgerEvent } from "../model/ledger-event.ts";
import type { RunRecord } from "../model/manifest.ts";
import type { Git } from "../ports/git.ts";
import { type GrownTree, writeGrown } from "./branch.ts";
import { type Chain, growTree, nextLink, type StoredFiles, step } from "./chain.ts";
import { signNote } from "./checkpoint.ts";
import { commitMessage, commitNamespace, commitPayload, joinCommit } from "./commit.ts";
import { encodeEntries, type Sealing } from "./entries.ts";
import { signPayload } from "./envelope.ts";
import { instantAt } from "./layout.ts";
import { encode } from "./parse.ts";
import { type Signatures, shapes } from "./schema.ts";
import type { Signer } from "./signer.ts";
import { signSsh } from "./sshsig.ts";
import {
  emptyBasis,
  encodeBasis,
  manifestNamespace,
  nameOf,
  payloadType,
  type RecordFiles,
  stateRecord,
  toEvent,
  toRun,
} from "./statement.ts";
import { nextVersions } from "./versions.ts";

/** A run's bytes, sealed once: they stay the same however often its place must be found anew. */
export async function prepareRun(record: RunRecord, with_: Preparing): Promise<RecordFiles> {
  assertId(record.run, shapes.runId);
  return {
    about: { run: toRun(record) },
    entries: await encodeEntries(record.entries, with_),
    basis: encodeBasis(record),
    inForce: { policies: record.policy, signers: with_.signers },
  };
}

/** An event's bytes: it has no entries, and stands on nothing but itself. */
export function prepareEvent(event: LedgerEvent, { signers }: Preparing): RecordFiles {
  assertId(event.id, shapes.eventId);
  const policies = event.kind === "intent" ? event.policy : null;
  return {
    about: { event: toEvent(event) },
    entries: new Uint8Array(),
    basis: emptyBasis,
    inForce: { policies, signers },
  };
}

/** What a record's bytes are made with. */
export interface Preparing extends Sealing {
  /** Digest of the allowed signers; null when there are none. */
  readonly signers: string | null;
}

function assertId(id: string, shape: { Check(value: unknown): boolean }): void {
  if (shape.Check(id)) return;
  throw new RollcallError("input-invalid", `nothing can be called ${JSON.stringify(id)} in the ledger`);
}

/** Writes the commit that puts a record after a chain, not before the given time; no reference moves. */
export async function placeRecord(
  to: { readonly git: Git; readonly signer: Signer },
  chain: Chain,
  record: { readonly files: RecordFiles; readonly seconds: number },
): Promise<{ readonly commit: string; readonly chain: Chain }> {
  const { git, signer } = to;
  const { files } = record;
  const name = nameOf(files.about);
  const seconds = Math.max(record.seconds, chain.seconds);
  const versions = await nextVersions(git, chain, files.inForce);
  const manifest = stateRecord(files, { chain: nextLink(chain), recorded: instantAt(seconds), versions });
  if (!shapes.manifest.Check(JSON.parse(Buffer.from(manifest).toString("utf8")))) {
    throw new RollcallError("input-invalid", `the record of ${name.id} is not of the form the ledger keeps`);
  }
  const next = step(chain, manifest);
  const stored: StoredFiles = {
    files: {
      "basis.json": files.basis,
      "entries.ndjson": files.entries,
      json: manifest,
      "sigs.json": encode(await signManifest(signer, manifest)),
    },
    checkpoint: Buffer.from(await signNote(signer, next.head), "utf8"),
    state: next.state,
  };
  const grown = await writeTree(git, chain, { stored, seconds });
  const { digest, range } = next;
  const message = commitMessage({
    sequence: next.head.size,
    manifest: digest,
    previous: chain.digest,
    name,
    versions,
  });
  const parents = chain.tip === null ? [] : [chain.tip];
  const payload = commitPayload({ tree: grown.root, parents, principal: signer.principal, seconds, message });
  const tip = await git.writeCommit(joinCommit(payload, await signSsh(signer, commitNamespace, payload)));
  return { commit: tip, chain: { origin: chain.origin, tip, digest, seconds, range, tree: grown.tree, versions } };
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
