import { parseAllowedSigners } from "../audit/allowed-signers.ts";
import { checkProof } from "../audit/check-proof.ts";
import { parseWitness } from "../audit/cosignature.ts";
import { parseNote } from "../audit/note.ts";
import { proveRecord, tlogProof } from "../audit/proof.ts";
import { openCheck } from "../audit/public-key.ts";
import { parseRevokedKeys } from "../audit/revoked-keys.ts";
import { RollcallError } from "../model/error.ts";
import type { Verification } from "../model/ledger.ts";
import type { ProofVerdict } from "../model/proof.ts";
import { headToKeep } from "./anchor-ledger.ts";
import type { KeptFile } from "./read-since.ts";
import { readAudited } from "./verify-ledger.ts";
import type { Scope, World } from "./world.ts";

/** What somebody wants a proof of. */
export interface ProofRequest {
  readonly sequence: number;
  /** Key of an entry; null: the record alone. */
  readonly entry: string | null;
  /** A checkpoint, cosigned or not, to prove it under; null: the newest one. */
  readonly checkpoint: KeptFile | null;
  /** Of the manifest alone, as C2SP tlog-proof. */
  readonly isTlog: boolean;
}

/** A proof as a file; or a ledger that does not verify, of which nothing can be proved. */
export type ProofMade =
  | { readonly kind: "broken"; readonly verification: Verification & { readonly kind: "broken" } }
  | { readonly kind: "made"; readonly text: string };

/** Verifies the ledger, and proves one record or one entry of it to somebody who has no repository. */
export async function proveRecordOf(world: World, scope: Scope, request: ProofRequest): Promise<ProofMade> {
  const audited = await readAudited(world, scope);
  const found = await headToKeep(world, audited, request.checkpoint);
  if (found.kind === "broken") return found;
  const { commit: tip, size } = found.head;
  const { sequence, entry } = request;
  if (!Number.isSafeInteger(sequence) || sequence < 1 || sequence > size)
    throw new RollcallError("input-invalid", `the ledger has records 1 to ${size}, and not what was asked for`);
  const checkpoint = request.checkpoint?.text ?? found.note;
  const proof = await proveRecord(audited.git, { tip, size, sequence, entry, checkpoint });
  return { kind: "made", text: request.isTlog ? tlogProof(proof) : `${JSON.stringify(proof, null, 2)}\n` };
}

/** What whoever checks a proof trusts: texts of files got by another way than the proof. */
export interface ProofReader {
  readonly signers: string;
  readonly revoked: string | null;
  readonly checkpoint: KeptFile | null;
  /** Verifier keys of witnesses who must all have cosigned. */
  readonly witnesses: readonly string[];
}

/** Checks a proof; it takes no repository. Throws `input-invalid` when what is trusted cannot be read. */
export async function checkProofFile(file: string, reader: ProofReader): Promise<ProofVerdict> {
  const kept = reader.checkpoint === null ? null : parseNote(reader.checkpoint.text);
  if (reader.checkpoint !== null && kept === null)
    throw new RollcallError("input-invalid", `${reader.checkpoint.name} is no checkpoint`);
  return checkProof(file, {
    signers: parseAllowedSigners(reader.signers, parseRevokedKeys(reader.revoked ?? "")),
    kept,
    witnesses: reader.witnesses.map(parseWitness),
    check: openCheck(),
  });
}
