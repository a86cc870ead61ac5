import { createCipheriv, createDecipheriv } from "node:crypto";

/** Bytes of a nonce for AES-256-GCM. */
export const nonceLength = 12;

const tagLength = 16;

/** AES-256-GCM: ciphertext and then the tag of 16 bytes. A nonce is never used twice with a key. */
export function encrypt(
  key: Uint8Array,
  plain: Uint8Array,
  with_: { readonly nonce: Uint8Array; readonly about: string },
): Buffer {
  const cipher = createCipheriv("aes-256-gcm", key, with_.nonce);
  cipher.setAAD(Buffer.from(with_.about, "utf8"));
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** What was encrypted; null when key, nonce, what it is about or a single bit is another. */
export function decrypt(
  key: Uint8Array,
  sealed: Uint8Array,
  with_: { readonly nonce: Uint8Array; readonly about: string },
): Buffer | null {
  if (sealed.length < tagLength || with_.nonce.length !== nonceLength) return null;
  try {
    const decipher = createDecipheriv("aes-256-gcm", key, with_.nonce, { authTagLength: tagLength });
    decipher.setAAD(Buffer.from(with_.about, "utf8"));
    decipher.setAuthTag(sealed.subarray(-tagLength));
    return Buffer.concat([decipher.update(sealed.subarray(0, -tagLength)), decipher.final()]);
  } catch {
    return null;
  }
}
