import { createHash } from "node:crypto";
import { bytesOfBase64 } from "./base64.ts";
import { p256KeyType, spkiOf } from "./p256.ts";
import { type CheckSignature, keyTypeOf } from "./public-key.ts";
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

/** The body of a checkpoint with exactly one signature, by this key; null for any other text. */
export async function checkNote(text: string, key: Uint8Array, check: CheckSignature): Promise<string | null> {
  const [, body = "", name = "", encoded = ""] =
    /^(([^\n]+)\n\d+\n[^\n]+\n)\n— \2 ([A-Za-z0-9+/=]+)\n$/.exec(text) ?? [];
  const signed = bytesOfBase64(encoded);
  if (signed === null || !signed.subarray(0, 4).equals(noteKeyId(name, key))) return null;
  return (await check(key, Buffer.from(body, "utf8"), signed.subarray(4))) ? body : null;
}

/** The key as verifiers of signed notes take it: `name+id+key`. */
export function noteVerifierKey(origin: string, key: Uint8Array): string {
  const encoded = (isP256(key) ? Buffer.concat([ecdsa, spkiOf(key)]) : Buffer.concat([ed25519, key])).toString(
    "base64",
  );
  return `${origin}+${noteKeyId(origin, key).toString("hex")}+${encoded}`;
}

/** Types of signatures in C2SP signed-note. */
const [ed25519, ecdsa] = [Buffer.from([1]), Buffer.from([2])];

/** The key id of an ECDSA key is made of the key alone, for the sake of those who wrote such notes first. */
function noteKeyId(name: string, key: Uint8Array): Buffer {
  const hash = createHash("sha256");
  if (isP256(key)) hash.update(spkiOf(key));
  else hash.update(`${name}\n`).update(ed25519).update(key);
  return hash.digest().subarray(0, 4);
}

function isP256(key: Uint8Array): boolean {
  return keyTypeOf(key) === p256KeyType;
}
