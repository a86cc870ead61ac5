import { createHash } from "node:crypto";
import { RollcallError } from "../model/error.ts";
import { publicKeyOf } from "./ed25519.ts";

/** Somebody who signs: a key file, an agent, a service. */
export interface Signer {
  /** Who it is in `allowed_signers`; appears as the author of ledger commits. */
  readonly principal: string;
  /** Public key as SSH writes it on one line: `ssh-ed25519 AAAA…`. */
  readonly publicKey: string;
  /** Raw Ed25519 signature (64 bytes) over the bytes. */
  sign(bytes: Uint8Array): Promise<Uint8Array>;
}

/** The 32 bytes of the public key on an SSH line; throws `signer-unavailable` for other kinds of key. */
export function keyOfLine(line: string): Buffer {
  const key = publicKeyOf(Buffer.from(line.split(" ")[1] ?? "", "base64"));
  if (key === null) throw new RollcallError("signer-unavailable", "the signer's public key is no ssh-ed25519 key");
  return key;
}

/** Fingerprint of a key in SSH's format, `SHA256:…`, as `ssh-keygen -l` prints it. */
export function fingerprint(blob: Uint8Array): string {
  return `SHA256:${createHash("sha256").update(blob).digest("base64").replace(/=+$/, "")}`;
}
