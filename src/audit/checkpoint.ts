import { createHash } from "node:crypto";
import type { CheckSignature } from "./ed25519.ts";
import { keyOfLine, type Signer } from "./signer.ts";

/** A head of the ledger as other logs write it (C2SP tlog-checkpoint): which log, how many runs, which root. */
export interface TreeHead {
  readonly origin: string;
  readonly size: number;
  readonly root: Buffer;
}

/** The text that is signed. */
export function noteBody(head: TreeHead): string {
  return `${head.origin}\n${head.size}\n${head.root.toString("base64")}\n`;
}

/** A checkpoint with one signature line (C2SP signed-note); the key's name is the origin. */
export async function signNote(signer: Signer, head: TreeHead): Promise<string> {
  const body = noteBody(head);
  const signature = await signer.sign(Buffer.from(body, "utf8"));
  const signed = Buffer.concat([noteKeyId(head.origin, keyOfLine(signer.publicKey)), signature]);
  return `${body}\n— ${head.origin} ${signed.toString("base64")}\n`;
}

/** The body of a checkpoint with exactly one signature, by this key (32 bytes); null for any other text. */
export async function checkNote(text: string, key: Uint8Array, check: CheckSignature): Promise<string | null> {
  const [, body = "", name = "", encoded = ""] =
    /^(([^\n]+)\n\d+\n[^\n]+\n)\n— \2 ([A-Za-z0-9+/=]+)\n$/.exec(text) ?? [];
  const signed = Buffer.from(encoded, "base64");
  if (signed.toString("base64") !== encoded || signed.length !== 68) return null;
  if (!signed.subarray(0, 4).equals(noteKeyId(name, key))) return null;
  return (await check(key, Buffer.from(body, "utf8"), signed.subarray(4))) ? body : null;
}

/** The key as verifiers of signed notes take it: `name+id+key`. */
export function noteVerifierKey(origin: string, key: Uint8Array): string {
  const encoded = Buffer.concat([ed25519, key]).toString("base64");
  return `${origin}+${noteKeyId(origin, key).toString("hex")}+${encoded}`;
}

const ed25519 = Buffer.from([1]);

function noteKeyId(name: string, key: Uint8Array): Buffer {
  return createHash("sha256").update(`${name}\n`).update(ed25519).update(key).digest().subarray(0, 4);
}
