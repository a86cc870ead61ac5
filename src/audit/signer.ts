import { hash } from "node:crypto";
import { RollcallError } from "../model/error.ts";
import { bytesOfBase64 } from "./base64.ts";
import { publicKeyBlob, publicKeyOf } from "./public-key.ts";

/** Somebody who signs: a key file, an agent, a program. */
export interface Signer {
  /** Who it is in `allowed_signers`; appears as the author of ledger commits. */
  readonly principal: string;
  /** Public key as SSH writes it on one line: `ssh-ed25519 AAAA…` or `ecdsa-sha2-nistp256 AAAA…`. */
  readonly publicKey: string;
  /** Raw signature over the bytes: 64 bytes of Ed25519, or ECDSA P-256 over SHA-256 in DER. */
  sign(bytes: Uint8Array): Promise<Uint8Array>;
}

/** The bytes of the public key on an SSH line; throws `signer-unavailable` for other kinds of key. */
export function keyOfLine(line: string): Buffer {
  const [type, blob = ""] = line.trim().split(/\s+/);
  const key = publicKeyOf(bytesOfBase64(blob) ?? Buffer.alloc(0));
  if (key !== null && lineOf(key).startsWith(`${type} `)) return key;
  const hint = "give a line such as ssh-ed25519 AAAA… or ecdsa-sha2-nistp256 AAAA…";
  throw new RollcallError("signer-unavailable", `the signer's public key cannot be used: ${hint}`);
}

/** A public key on one line, as SSH writes it, without a comment. */
export function lineOf(key: Uint8Array): string {
  const blob = publicKeyBlob(key);
  return `${blob.toString("latin1", 4, 4 + blob.readUInt32BE())} ${blob.toString("base64")}`;
}

/** Fingerprint of a key in SSH's format, `SHA256:…`, as `ssh-keygen -l` prints it. */
export function fingerprint(blob: Uint8Array): string {
  return `SHA256:${hash("sha256", blob, "base64").replace(/=+$/, "")}`;
}
