import { createHash } from "node:crypto";
import { RollcallError } from "../model/error.ts";
import type { Note, NoteLine } from "./note.ts";
import type { CheckSignature } from "./public-key.ts";
import { keyOfLine, type Signer } from "./signer.ts";

/** Somebody who cosigns checkpoints, as verifiers know them. */
export interface Witness {
  readonly name: string;
  /** 32 bytes. */
  readonly key: Buffer;
}

/** Reads a verifier key of a witness (C2SP signed-note, `NAME+ID+KEY`, type 0x04); throws `input-invalid` for any other text. */
export function parseWitness(text: string): Witness {
  const [, name = "", id, encoded = ""] = /^([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]{44})$/u.exec(text) ?? [];
  const bytes = Buffer.from(encoded, "base64");
  const key = bytes.subarray(1);
  if (bytes[0] === type && keyId(name, key).toString("hex") === id) return { name, key };
  throw new RollcallError("input-invalid", `${JSON.stringify(text)} is no verifier key of a witness (NAME+ID+KEY)`);
}

/** The verifier key of a witness: what `parseWitness` reads. */
export function witnessKey({ name, key }: Witness): string {
  const encoded = Buffer.concat([Buffer.from([type]), key]).toString("base64");
  return `${name}+${keyId(name, key).toString("hex")}+${encoded}`;
}

/** The name under which a witness signs; throws `input-invalid` for one that no note can carry. */
export function witnessName(text: string): string {
  if (/^[^\s+\p{Cc}]{1,200}$/u.test(text)) return text;
  throw new RollcallError("input-invalid", `a witness cannot be called ${JSON.stringify(text)}: no blanks, no +`);
}

/** The line with which a witness says that it saw this checkpoint as the newest at a time (C2SP tlog-cosignature, Ed25519). */
export async function cosign(by: { name: string; signer: Signer }, body: string, seconds: number): Promise<string> {
  const key = keyOfLine(by.signer.publicKey);
  const time = Buffer.alloc(8);
  time.writeBigUInt64BE(BigInt(seconds));
  const signature = await by.signer.sign(toBeSigned(body, BigInt(seconds)));
  return `— ${by.name} ${Buffer.concat([keyId(by.name, key), time, signature]).toString("base64")}`;
}

/** Witnesses whose cosignature on a checkpoint holds, in their order; each counts once, a line that does not hold for nothing. */
export async function cosignersOf(
  note: Note,
  witnesses: readonly Witness[],
  check: CheckSignature,
): Promise<Witness[]> {
  const found: Witness[] = [];
  for (const witness of witnesses) {
    const lines = note.lines.filter((line) => isBy(line, witness));
    const holds = await Promise.all(lines.map((line) => isCosigned(line, { witness, body: note.body, check })));
    if (holds.length > 0 && holds.every(Boolean)) found.push(witness);
  }
  return found;
}

/** Whether a line claims to be of a witness, by name and key id. */
export function isBy(line: NoteLine, { name, key }: Witness): boolean {
  return line.name === name && line.keyId === keyId(name, key).toString("hex");
}

async function isCosigned(
  { signature }: NoteLine,
  { witness, body, check }: { witness: Witness; body: string; check: CheckSignature },
): Promise<boolean> {
  if (signature.length !== 72) return false;
  const seconds = signature.readBigUInt64BE(0);
  if (seconds === 0n || seconds >= 2n ** 63n) return false;
  return check(witness.key, toBeSigned(body, seconds), signature.subarray(8));
}

const type = 4;

function toBeSigned(body: string, seconds: bigint): Buffer {
  return Buffer.from(`cosignature/v1\ntime ${seconds}\n${body}`, "utf8");
}

function keyId(name: string, key: Uint8Array): Buffer {
  const prefix = Buffer.concat([Buffer.from(`${name}\n`, "utf8"), Buffer.from([type])]);
  return createHash("sha256").update(prefix).update(key).digest().subarray(0, 4);
}
