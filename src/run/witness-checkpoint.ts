import { readHead } from "../audit/extends-anchor.ts";
import { ledgerRef } from "../audit/layout.ts";
import { parseNote } from "../audit/note.ts";
import { proveGrowth } from "../audit/prove.ts";
import type { Refusal, WitnessAnswer } from "../audit/witness.ts";
import { parseRequest, requestText, type WitnessRequest } from "../audit/witness-request.ts";
import { RollcallError } from "../model/error.ts";
import type { Git } from "../ports/git.ts";
import type { OpenWitness } from "./open-witness.ts";
import type { KeptFile } from "./read-since.ts";

/** A checkpoint that a witness cosigned. */
export type Cosigned = WitnessAnswer & { readonly kind: "cosigned" };

/** A clone of a ledger that a witness takes proofs from. */
export interface LedgerClone {
  readonly git: Git | null;
  readonly branch: string;
}

/**
 * Has a checkpoint cosigned: that of a file (a checkpoint, or one that brings its own proof), or the clone's own when there is no file.
 * Throws `ledger-invalid` when the log is not the one that the witness remembers, and then nothing has changed.
 */
export async function witnessCheckpoint(
  witness: OpenWitness,
  clone: LedgerClone,
  file: KeptFile | null,
): Promise<Cosigned> {
  const name = file?.name ?? clone.branch;
  const brought = file === null ? null : parseRequest(file.text);
  const text = brought?.note ?? file?.text ?? (await checkpointOf(clone));
  const head = parseNote(text)?.head;
  if (head === undefined) throw new RollcallError("input-invalid", `${name} is no checkpoint`);
  const known = witness.seen(head.origin)?.size ?? 0;
  if (head.size < known)
    throw new RollcallError(
      "ledger-invalid",
      `${name} is rolled back: it has ${head.size} records, and this witness has seen ${known} of ${head.origin}`,
    );
  const request = brought ?? { old: known, proof: await proofFrom(clone, { old: known, size: head.size }), note: text };
  const answer = await witness.add(request);
  if (answer.kind === "cosigned") return answer;
  throw refused(name, answer);
}

/** The newest checkpoint of a clone as a witness is asked for it, with the proof that it extends the first `old` runs; null: without. */
export async function checkpointToWitness(clone: LedgerClone, old: number | null): Promise<string> {
  const note = await checkpointOf(clone);
  const size = parseNote(note)?.head.size ?? 0;
  if (old === null) return note;
  if (old > size)
    throw new RollcallError("ledger-invalid", `the ledger has ${size} records, and no ${old}: it was cut`);
  const request: WitnessRequest = { old, proof: await proofFrom(clone, { old, size }), note };
  return requestText(request);
}

async function checkpointOf({ git, branch }: LedgerClone): Promise<string> {
  const tip = git === null ? null : await git.resolve(ledgerRef(branch));
  if (git === null || tip === null)
    throw new RollcallError("input-invalid", `there is no branch ${branch} here: fetch it, or give a file`);
  return (await readHead(git, tip)).note;
}

/** No proof is needed for the first checkpoint, nor for the same one again. */
async function proofFrom({ git, branch }: LedgerClone, { old, size }: { old: number; size: number }) {
  if (old === 0 || old === size) return [];
  const tip = git === null ? null : await git.resolve(ledgerRef(branch));
  if (git !== null && tip !== null) return proveGrowth(git, tip, { old, size });
  const hint = "name a clone with --root, or give a file of rollcall audit checkpoint --old";
  throw new RollcallError("input-invalid", `nothing proves that ${size} records extend the ${old} seen: ${hint}`);
}

function refused(name: string, { why, known }: WitnessAnswer & { readonly kind: "refused" }): RollcallError {
  const text: Readonly<Record<Refusal, string>> = {
    malformed: "it is no checkpoint",
    "unknown-log": "this witness knows no key of its log",
    unsigned: "no key that may sign its log now has signed it",
    "old-is-newer": "its proof starts after its end",
    stale: `its proof does not start at the ${known} runs that this witness remembers`,
    forked: `it is forked: it does not extend the ${known} runs that this witness has seen`,
  };
  const isInput = why === "malformed" || why === "old-is-newer" || why === "stale";
  return new RollcallError(isInput ? "input-invalid" : "ledger-invalid", `${name}: ${text[why]}`);
}
