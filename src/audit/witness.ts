import type { TreeHead } from "./checkpoint.ts";
import { cosign, isBy } from "./cosignature.ts";
import { emptyRange, rootOf } from "./merkle.ts";
import { checkConsistency } from "./merkle-proof.ts";
import { joinNote, logLine, type Note, parseNote } from "./note.ts";
import type { CheckSignature } from "./public-key.ts";
import { keyOfLine, type Signer } from "./signer.ts";
import type { WitnessRequest } from "./witness-request.ts";

/** Why a witness does not cosign; the order is that of the checks. */
export type Refusal = "malformed" | "unknown-log" | "unsigned" | "old-is-newer" | "stale" | "forked";

/** What a witness says to a request. */
export type WitnessAnswer =
  | {
      readonly kind: "cosigned";
      readonly head: TreeHead;
      /** The cosignature alone, and the checkpoint with all its signatures. */
      readonly line: string;
      readonly note: string;
    }
  | {
      readonly kind: "refused";
      readonly why: Refusal;
      /** Size of the checkpoint that the witness remembers of this log; 0: none. */
      readonly known: number;
    };

/** A witness at one moment: who it is, whom it believes, and what it remembers. */
export interface Witnessing {
  readonly name: string;
  readonly signer: Signer;
  readonly seconds: number;
  readonly check: CheckSignature;
  /** Keys of a log, by its origin; null: a log that it knows nothing of. */
  keysOf(origin: string): readonly Uint8Array[] | null;
  /** The head that it cosigned last. */
  seen(origin: string): TreeHead | null;
}

/** Cosigns a checkpoint that its log signed and that extends the one remembered of that log (C2SP tlog-witness); the caller keeps it. */
export async function answerRequest(request: WitnessRequest, by: Witnessing): Promise<WitnessAnswer> {
  const note = parseNote(request.note);
  if (note === null) return { kind: "refused", why: "malformed", known: 0 };
  const seen = by.seen(note.head.origin);
  const known = seen?.size ?? 0;
  const why = await refusalOf(note, { request, seen, by });
  if (why !== null) return { kind: "refused", why, known };
  const own = { name: by.name, key: keyOfLine(by.signer.publicKey) };
  const line = await cosign(by, note.body, by.seconds);
  const others = note.lines.filter((each) => !isBy(each, own));
  return { kind: "cosigned", head: note.head, line, note: joinNote(note.body, [...others, { text: line }]) };
}

async function refusalOf(
  note: Note,
  { request, seen, by }: { request: WitnessRequest; seen: TreeHead | null; by: Witnessing },
): Promise<Refusal | null> {
  const { head } = note;
  const keys = by.keysOf(head.origin);
  if (keys === null) return "unknown-log";
  if ((await logLine(note, keys, by.check)) === null) return "unsigned";
  if (request.old > head.size) return "old-is-newer";
  if (request.old !== (seen?.size ?? 0)) return "stale";
  const isEmpty = head.size === 0;
  if (isEmpty && !head.root.equals(rootOf(emptyRange))) return "forked";
  const before = seen ?? { size: 0, root: rootOf(emptyRange) };
  return checkConsistency({ before, after: head, proof: request.proof }) ? null : "forked";
}
