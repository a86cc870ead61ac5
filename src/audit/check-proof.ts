import type { ProofFault, ProofVerdict } from "../model/proof.ts";
import { type AllowedSigner, permission } from "./allowed-signers.ts";
import { cosignersOf, isBy, type Witness } from "./cosignature.ts";
import { checkPayload } from "./envelope.ts";
import { leafHash } from "./merkle.ts";
import { checkInclusion } from "./merkle-proof.ts";
import { logLine, type Note, parseNote } from "./note.ts";
import { decode } from "./parse.ts";
import { type Proof, parseProof } from "./proof.ts";
import type { CheckSignature } from "./public-key.ts";
import { type Manifest, shapes } from "./schema.ts";
import { checkSsh } from "./sshsig.ts";
import { manifestNamespace, payloadType } from "./statement.ts";

/** What a proof is checked against; nothing of it may come from whoever hands the proof over. */
export interface ProofTrust {
  readonly signers: readonly AllowedSigner[];
  /** A checkpoint that was kept; null: none, and the proof's own counts if it is signed. */
  readonly kept: Note | null;
  /** Witnesses who all must have cosigned. */
  readonly witnesses: readonly Witness[];
  readonly check: CheckSignature;
}

const nothingSaid: ProofVerdict = {
  ...{ faults: [], sequence: null, origin: null, size: null, recorded: null, about: null },
  ...{ principal: null, cosignedBy: [], isKept: false, entry: null },
};

/** Checks a proof with nothing but its own bytes and what its reader trusts; names everything that does not hold. */
export async function checkProof(file: string, trust: ProofTrust): Promise<ProofVerdict> {
  const proof = parseProof(file);
  const faults: ProofFault[] = [];
  const expect = (rule: ProofFault["rule"], holds: boolean, message: string) => {
    if (!holds) faults.push({ rule, message });
  };
  if (proof === null) return { ...nothingSaid, faults: [{ rule: "form", message: "it is no proof of format 1.0" }] };
  const manifest = decode(Buffer.from(proof.manifest, "utf8"), shapes.manifest);
  const note = parseNote(proof.checkpoint);
  expect("manifest", manifest !== null, "its manifest is not canonical, or not of the known form");
  expect("checkpoint", note !== null, "its checkpoint is none");
  if (manifest === null || note === null) return { ...nothingSaid, faults, sequence: proof.sequence };
  const { chain, recorded } = manifest.predicate;
  expect("place", chain.seq === proof.sequence, `its manifest stands at place ${chain.seq}`);
  expect("place", chain.origin === note.head.origin, "its manifest and its checkpoint are of different ledgers");
  const { principal, ...signed } = await checkSigned(proof, manifest, trust);
  const entry = proof.entry === undefined ? null : decode(Buffer.from(proof.entry.line, "utf8"), shapes.entry);
  const isIn = proof.entry === undefined || (entry !== null && isEntryIn(proof.entry, manifest));
  expect("entry", isIn, "its entry is not in the record that was signed");
  expect("path", isRecordIn(proof, note), "its manifest does not lie under the root of its checkpoint");
  const { faults: unsigned, ...head } = await checkNote(note, trust);
  return {
    faults: [...faults, ...signed.faults, ...unsigned],
    ...{ sequence: proof.sequence, origin: chain.origin, size: note.head.size, recorded, principal, entry, ...head },
    about: "run" in manifest.predicate ? manifest.predicate.run.run : manifest.predicate.event.id,
  };
}

/** Both signatures over the manifest, and whether their key may sign at its time. */
async function checkSigned(
  { manifest: text, signatures: file }: Proof,
  manifest: Manifest,
  { signers, kept, check }: ProofTrust,
): Promise<{ readonly faults: readonly ProofFault[]; readonly principal: string | null }> {
  const payload = Buffer.from(text, "utf8");
  const signatures = decode(Buffer.from(file, "utf8"), shapes.signatures);
  const armored = { signature: signatures?.sshsig ?? "", namespace: manifestNamespace, message: payload };
  const key = await checkSsh(armored, check);
  const [signature] = signatures?.signatures ?? [];
  const holds =
    key !== null && signature !== undefined && (await checkPayload({ payloadType, payload, key, signature }, check));
  const unsigned = "a signature over its manifest does not hold, or they are by two keys";
  if (!holds) return { faults: [{ rule: "manifest-signature", message: unsigned }], principal: null };
  const isPinned = kept !== null && kept.head.size >= manifest.predicate.chain.seq;
  const at = Date.parse(manifest.predicate.recorded);
  const may = permission(signers, { key, namespace: manifestNamespace, at, isPinned });
  if (may.kind === "allowed") return { faults: [], principal: may.principal };
  return { faults: [{ rule: "signer", message: misses[may.kind] }], principal: null };
}

const misses = {
  unknown: "its key is not among the allowed signers",
  namespace: "its key may not sign manifests",
  "not-yet": "its key was not yet valid at that time",
  expired: "its key was no longer valid at that time",
  revoked: "its key is revoked: only a checkpoint that was kept from before can show that it was there before",
} as const;

function isEntryIn({ index, line, path }: NonNullable<Proof["entry"]>, { predicate }: Manifest): boolean {
  const { count, root } = predicate.entries;
  const leaf = leafHash(Buffer.from(line, "utf8"));
  return checkInclusion({
    leaf,
    index,
    size: count,
    proof: path.map(hashOf),
    root: hashOf(root.slice("sha256:".length)),
  });
}

function isRecordIn({ manifest, sequence, path }: Proof, { head }: Note): boolean {
  const leaf = leafHash(Buffer.from(manifest, "utf8"));
  return checkInclusion({ leaf, index: sequence - 1, size: head.size, proof: path.map(hashOf), root: head.root });
}

function hashOf(hex: string): Buffer {
  return Buffer.from(hex, "hex");
}

/** Who signed the checkpoint: the log, by a key that ever might, witnesses; and whether it is the one that was kept. */
async function checkNote(note: Note, { signers, kept, witnesses, check }: ProofTrust) {
  const isKept = kept !== null && kept.body === note.body;
  const keys = signers.filter(({ revoked }) => !revoked || isKept).map(({ key }) => key);
  const isSigned = (await logLine(note, keys, check)) !== null;
  const cosigners = await cosignersOf(note, witnesses, check);
  const missing = witnesses.filter((witness) => !cosigners.includes(witness));
  const faults: ProofFault[] = [];
  if (!isSigned)
    faults.push({ rule: "checkpoint-signature", message: "nobody who may sign the ledger signed its checkpoint" });
  if (kept !== null && !isKept) {
    const hint = "ask for one under that: rollcall audit prove N --checkpoint FILE";
    faults.push({ rule: "kept", message: `its checkpoint is not the one that you kept: ${hint}` });
  }
  for (const witness of missing) {
    const isThere = note.lines.some((line) => isBy(line, witness));
    const what = isThere ? "does not hold" : "is not there";
    faults.push({ rule: "cosignature", message: `the cosignature of ${witness.name} ${what}` });
  }
  return { faults, isKept, cosignedBy: cosigners.map(({ name }) => name) };
}
