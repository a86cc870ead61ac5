import type { Git } from "../ports/git.ts";
import { Breach } from "./breach.ts";
import type { StoredFiles } from "./chain.ts";
import { checkNote } from "./checkpoint.ts";
import { commitNamespace, joinCommit, type LedgerCommit, parseCommit, splitCommit } from "./commit.ts";
import { checkPayload } from "./envelope.ts";
import { entryPath, recordedAt } from "./layout.ts";
import { decode } from "./parse.ts";
import type { CheckSignature } from "./public-key.ts";
import { shapes } from "./schema.ts";
import { checkSsh, isAsWritten } from "./sshsig.ts";
import { manifestNamespace, payloadType } from "./statement.ts";

/** A run as it lies in git, with what its signatures are worth by themselves: who may sign, and where it stands, comes later. */
export interface StoredRun {
  readonly oid: string;
  readonly commit: LedgerCommit;
  readonly stored: StoredFiles;
  /** Key that signed the commit. */
  readonly key: Buffer;
  /** Whether both signatures over the manifest hold, by the same key. */
  readonly manifestSigned: boolean;
  /** Body of the checkpoint if the same key signed it. */
  readonly checkpoint: string | null;
}

/** Reads the run at a place from its commit and checks its signatures; throws Breach. */
export async function readStoredRun(
  git: Git,
  at: { readonly oid: string; readonly sequence: number },
  check: CheckSignature,
): Promise<StoredRun> {
  const raw = await git.readCommit(at.oid);
  const parts = splitCommit(raw);
  if (parts === null) throw new Breach("commit-signature", "the commit is not signed");
  const commit = parseCommit(parts.payload);
  const isExact = isAsWritten(parts.signature) && Buffer.from(joinCommit(parts.payload, parts.signature)).equals(raw);
  if (commit === null || !isExact) throw new Breach("commit-form", "the commit is not one that Rollcall writes");
  if (at.sequence === 1 && commit.parents.length > 0) {
    throw new Breach("history", "its past is cut off (a shallow clone?): fetch the whole branch and verify again");
  }
  const { payload: message, signature } = parts;
  const [key, stored] = await Promise.all([
    checkSsh({ signature, namespace: commitNamespace, message }, check),
    readFiles(git, at, commit),
  ]);
  if (key === null) throw new Breach("commit-signature", "the commit's signature does not hold");
  const [manifestSigned, checkpoint] = await Promise.all([
    isManifestSigned(stored, key, check),
    checkNote(Buffer.from(stored.checkpoint).toString("utf8"), key, check),
  ]);
  return { oid: at.oid, commit, stored, key, manifestSigned, checkpoint };
}

/** The files of the run at a place, as they lie in its commit; throws Breach when one is not there. */
export async function readFiles(
  git: Git,
  at: { readonly oid: string; readonly sequence: number },
  commit: LedgerCommit,
): Promise<StoredFiles> {
  const recorded = recordedAt(commit);
  const need = async (path: string): Promise<Uint8Array> => {
    const bytes = await git.readAt(at.oid, path);
    if (bytes === null) throw new Breach("files", `the commit has no file ${path}`);
    return bytes;
  };
  const [basis, entries, json, sigs, checkpoint, state] = await Promise.all([
    need(entryPath(at.sequence, recorded, "basis.json")),
    need(entryPath(at.sequence, recorded, "entries.ndjson")),
    need(entryPath(at.sequence, recorded, "json")),
    need(entryPath(at.sequence, recorded, "sigs.json")),
    need("checkpoint"),
    need("state.json"),
  ]);
  return { files: { "basis.json": basis, "entries.ndjson": entries, json, "sigs.json": sigs }, checkpoint, state };
}

async function isManifestSigned(stored: StoredFiles, key: Buffer, check: CheckSignature): Promise<boolean> {
  const manifest = stored.files.json;
  const signatures = decode(stored.files["sigs.json"], shapes.signatures);
  if (signatures === null || !isAsWritten(signatures.sshsig)) return false;
  const [first] = signatures.signatures;
  const [sshKey, inEnvelope] = await Promise.all([
    checkSsh({ signature: signatures.sshsig, namespace: manifestNamespace, message: manifest }, check),
    checkPayload({ payloadType, payload: manifest, key, signature: first }, check),
  ]);
  return inEnvelope && sshKey?.equals(key) === true;
}
