import { readWire, sshString } from "./wire.ts";

/** What SSH calls keys and signatures of ECDSA over NIST P-256 with SHA-256 (RFC 5656). */
export const p256KeyType = "ecdsa-sha2-nistp256";

/** What SSH calls the curve inside such a key. */
export const p256Curve = "nistp256";

/** Length of an uncompressed point: 4, and then x and y of 32 bytes. */
export const pointLength = 65;

/** The public key as `SubjectPublicKeyInfo` in DER (RFC 5480), from its point. */
export function spkiOf(point: Uint8Array): Buffer {
  return Buffer.concat([spkiHead, point]);
}

/** The two numbers of a signature as SSH writes them, from DER; null for bytes that are no such DER. */
export function sshSignatureOf(der: Uint8Array): Buffer | null {
  const bytes = Buffer.from(der);
  const [r, s] = [integerAt(bytes, 2), integerAt(bytes, 4 + (bytes[3] ?? 0))];
  if (r === null || s === null) return null;
  return derOf(r, s).equals(bytes) ? Buffer.concat([sshString(r), sshString(s)]) : null;
}

/** A signature in DER, from the two numbers as SSH writes them; null for bytes that are no such numbers. */
export function derSignatureOf(ssh: Uint8Array): Buffer | null {
  try {
    const wire = readWire(ssh);
    const [r, s] = [wire.string(), wire.string()];
    return wire.atEnd() && isNumber(r) && isNumber(s) ? derOf(r, s) : null;
  } catch {
    return null;
  }
}

const spkiHead = Buffer.from("3059301306072a8648ce3d020106082a8648ce3d030107034200", "hex");

/** DER and SSH write a number alike: high end first, in as few bytes as there can be, below 128 in the first. */
function isNumber(bytes: Buffer): boolean {
  const [first = 0x80, second = 0] = bytes;
  const isShort = first !== 0 || second >= 0x80;
  return bytes.length <= 33 && first < 0x80 && isShort;
}

function integerAt(der: Buffer, at: number): Buffer | null {
  const number = der.subarray(at + 2, at + 2 + (der[at + 1] ?? 0));
  return isNumber(number) ? number : null;
}

function derOf(r: Buffer, s: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from([2, r.length]), r, Buffer.from([2, s.length]), s]);
  return Buffer.concat([Buffer.from([0x30, body.length]), body]);
}
