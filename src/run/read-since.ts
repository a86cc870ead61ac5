import { type AllowedSigner, parseAllowedSigners } from "../audit/allowed-signers.ts";
import { type Anchor, noHead } from "../audit/anchor.ts";
import { cosignersOf, parseWitness } from "../audit/cosignature.ts";
import { logLine, type Note, parseNote, rootText } from "../audit/note.ts";
import { openCheck } from "../audit/public-key.ts";
import type { WitnessSettings } from "../model/audit-settings.ts";
import { RollcallError } from "../model/error.ts";
import { isRecord, parseJson } from "../model/plain-json.ts";

/** A file that somebody kept from before. */
export interface KeptFile {
  readonly name: string;
  readonly text: string;
}

/** Whose signatures count on a checkpoint: those who sign the ledger, and witnesses. */
export interface CheckpointTrust {
  /** Text of an `allowed_signers` file. */
  readonly allowedSigners: string;
  readonly witnesses: WitnessSettings;
}

/**
 * A head that was kept: the JSON that `audit verify --format json` prints, its `checkpoint` alone, or a signed checkpoint (C2SP),
 * cosigned or not. Throws `input-invalid` for anything else.
 */
export async function readSince(file: KeptFile, trust: CheckpointTrust): Promise<Anchor> {
  const note = parseNote(file.text);
  if (note?.head.size === 0)
    throw new RollcallError("input-invalid", `${file.name} is the head of a ledger without a run`);
  if (note !== null) return anchorOf(note, file, trust);
  const value = parseJson(file.text);
  const inner = isRecord(value) && isRecord(value["checkpoint"]) ? value["checkpoint"] : value;
  if (isRecord(inner)) {
    const { sequence, commit, digest } = inner;
    if (typeof sequence === "number" && sequence > 0 && typeof commit === "string" && typeof digest === "string")
      return { ...noHead, kind: "since", name: file.name, size: sequence, commit, digest };
  }
  const what = "neither a checkpoint {sequence, commit, digest} nor a signed note";
  throw new RollcallError("input-invalid", `${file.name} holds ${what}`);
}

/** Keys change, and a checkpoint may be old: it counts when any key ever allowed signed it, for what it says is held against the ledger. */
async function anchorOf(
  note: Note,
  { name }: KeptFile,
  { allowedSigners, witnesses }: CheckpointTrust,
): Promise<Anchor> {
  const check = openCheck();
  const keys = parseAllowedSigners(allowedSigners).map(({ key }: AllowedSigner) => key);
  const isSigned = (await logLine(note, keys, check)) !== null;
  const cosignedBy = (await cosignersOf(note, witnesses.keys.map(parseWitness), check)).map((witness) => witness.name);
  const isEnough = cosignedBy.length >= witnesses.quorum;
  const { origin, size, root } = note.head;
  const flaw = !isSigned ? "unsigned" : isEnough ? null : "too-few-cosignatures";
  return { ...noHead, kind: "since", name, origin, size, root: rootText(root), flaw, cosignedBy };
}
