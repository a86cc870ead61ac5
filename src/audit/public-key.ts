import { createPublicKey, type JsonWebKey, type KeyObject, verify } from "node:crypto";
import { derSignatureOf, p256Curve, p256KeyType, pointLength, sshSignatureOf } from "./p256.ts";
import { readWire, sshString } from "./wire.ts";

/** Kinds of keys that sign and are accepted, as SSH calls them. */
export type KeyType = "ssh-ed25519" | typeof p256KeyType;

/**
 * Checks a raw signature by a public key: 64 bytes of Ed25519, or ECDSA over SHA-256 in DER. A key is its own bytes, 32 of
 * Ed25519 or the 65 of an uncompressed point of P-256; the length tells which.
 */
export type CheckSignature = (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => Promise<boolean>;

/** Opens a checker that keeps the keys it has met, because making a key costs as much as checking a signature. */
export function openCheck(): CheckSignature {
  const keys = new Map<string, KeyObject | null>();
  return (publicKey, message, signature) => {
    const name = Buffer.from(publicKey).toString("latin1");
    const known = keys.get(name);
    const key = known === undefined ? keyObjectOf(publicKey) : known;
    keys.set(name, key);
    if (key === null) return Promise.resolve(false);
    const digest = keyTypeOf(publicKey) === p256KeyType ? "sha256" : null;
    // OpenSSL takes some encodings of the two numbers that are not the one of DER.
    if (digest !== null && sshSignatureOf(signature) === null) return Promise.resolve(false);
    return new Promise((resolve, reject) => {
      verify(digest, message, key, signature, (error, holds) => (error ? reject(error) : resolve(holds)));
    });
  };
}

/** The kind of a key, from its bytes. */
export function keyTypeOf(publicKey: Uint8Array): KeyType {
  return publicKey.length === pointLength ? p256KeyType : ed25519KeyType;
}

/** The public key as SSH writes it. */
export function publicKeyBlob(publicKey: Uint8Array): Buffer {
  const type = keyTypeOf(publicKey);
  const curve = type === p256KeyType ? [sshString(p256Curve)] : [];
  return Buffer.concat([sshString(type), ...curve, sshString(publicKey)]);
}

/** The bytes of a public key in SSH's format; null for other kinds of key, and for what is no key. */
export function publicKeyOf(blob: Uint8Array): Buffer | null {
  try {
    const wire = readWire(blob);
    const type = wire.string().toString("latin1");
    const isPoint = type === p256KeyType && wire.string().toString("latin1") === p256Curve;
    const key = wire.string();
    const isWhole = wire.atEnd() && (isPoint ? isUncompressed(key) : type === ed25519KeyType && key.length === 32);
    return isWhole ? key : null;
  } catch {
    return null;
  }
}

/** A raw signature as SSH writes it inside of its own; null when the bytes are no signature of this kind. */
export function sshSignatureBy(type: KeyType, signature: Uint8Array): Buffer | null {
  if (type === p256KeyType) return sshSignatureOf(signature);
  return signature.length === 64 ? Buffer.from(signature) : null;
}

/** The raw signature from what SSH writes; null as above. */
export function rawSignatureBy(type: KeyType, signature: Uint8Array): Buffer | null {
  if (type === p256KeyType) return derSignatureOf(signature);
  return signature.length === 64 ? Buffer.from(signature) : null;
}

const ed25519KeyType = "ssh-ed25519";

function isUncompressed(point: Buffer): boolean {
  return point.length === pointLength && point[0] === 4;
}

/** Null for a point that does not lie on the curve. */
function keyObjectOf(publicKey: Uint8Array): KeyObject | null {
  try {
    return createPublicKey({ key: publicJwk(publicKey), format: "jwk" });
  } catch {
    return null;
  }
}

/** The public key as a JSON Web Key. */
export function publicJwk(publicKey: Uint8Array): JsonWebKey {
  const key = Buffer.from(publicKey);
  if (keyTypeOf(key) === ed25519KeyType) return { kty: "OKP", crv: "Ed25519", x: key.toString("base64url") };
  const [x, y] = [key.subarray(1, 33), key.subarray(33)].map((half) => half.toString("base64url"));
  return { kty: "EC", crv: "P-256", ...(x === undefined ? {} : { x }), ...(y === undefined ? {} : { y }) };
}
