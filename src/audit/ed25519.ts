import { createPublicKey, type KeyObject, verify } from "node:crypto";
import { readWire, sshString } from "./wire.ts";

/** The one kind of key Rollcall signs with and accepts. */
export const keyType = "ssh-ed25519";

/** Checks a raw Ed25519 signature by a public key (its 32 bytes). */
export type CheckSignature = (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => Promise<boolean>;

/** Opens a checker that keeps the keys it has met, because making a key costs as much as checking a signature. */
export function openEd25519(): CheckSignature {
  const keys = new Map<string, KeyObject>();
  return (publicKey, message, signature) => {
    const x = Buffer.from(publicKey).toString("base64url");
    const key = keys.get(x) ?? createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
    keys.set(x, key);
    return new Promise((resolve, reject) => {
      verify(null, message, key, signature, (error, holds) => (error ? reject(error) : resolve(holds)));
    });
  };
}

/** The public key as SSH writes it, from its 32 bytes. */
export function publicKeyBlob(publicKey: Uint8Array): Buffer {
  return Buffer.concat([sshString(keyType), sshString(publicKey)]);
}

/** The 32 bytes of an Ed25519 public key in SSH's format; null for anything else. */
export function publicKeyOf(blob: Uint8Array): Buffer | null {
  try {
    const wire = readWire(blob);
    const type = wire.string().toString("latin1");
    const key = wire.string();
    return type === keyType && key.length === 32 && wire.atEnd() ? key : null;
  } catch {
    return null;
  }
}
