import { RollcallError } from "../model/error.ts";

/** What a time stamp is asked for: the SHA-256 of the data, and a number that the answer repeats. */
export interface StampWish {
  readonly hash: Uint8Array;
  /** Eight bytes. */
  readonly nonce: Uint8Array;
}

/** A request to a time-stamp authority (RFC 3161 section 2.4.1, DER), which asks for its certificate too. */
export function stampRequest({ hash, nonce }: StampWish): Buffer {
  return sequence(integer([1]), sequence(sha256Algorithm, octets(hash)), integer(nonce), Buffer.from([1, 1, 0xff]));
}

/**
 * Throws `application-refused` unless an answer (RFC 3161 section 2.4.2) grants a token that names this hash and this nonce. Whether the
 * token's signature holds is for whoever trusts the authority to check: `openssl ts -verify`.
 */
export function checkStamp(answer: Uint8Array, { hash, nonce }: StampWish): void {
  const bytes = Buffer.from(answer);
  const status = statusOf(bytes);
  if (status !== 0 && status !== 1)
    throw new RollcallError(
      "application-refused",
      `the time-stamp authority grants nothing (status ${status ?? "none"})`,
    );
  if (bytes.includes(octets(hash)) && bytes.includes(integer(nonce))) return;
  throw new RollcallError("application-refused", "the time-stamp authority answered about something else");
}

/** SHA-256 as an AlgorithmIdentifier. */
const sha256Algorithm = Buffer.from("300d06096086480165030402010500", "hex");

/** PKIStatus, the first integer inside two sequences. */
function statusOf(bytes: Buffer): number | null {
  const outer = inside(bytes, 0x30);
  const info = outer === null ? null : inside(outer, 0x30);
  const status = info === null ? null : inside(info, 0x02);
  return status?.length === 1 ? (status[0] ?? null) : null;
}

/** The content of the value that bytes begin with; null for another tag, or when they end early. */
function inside(bytes: Buffer, tag: number): Buffer | null {
  const first = bytes[1];
  if (bytes[0] !== tag || first === undefined) return null;
  const more = first < 0x80 ? 0 : first - 0x80;
  if (more > 4 || bytes.length < 2 + more) return null;
  const length = more === 0 ? first : bytes.readUIntBE(2, more);
  const end = 2 + more + length;
  return end <= bytes.length ? bytes.subarray(2 + more, end) : null;
}

function sequence(...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([0x30, content.length]), content]);
}

function octets(bytes: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([0x04, bytes.length]), bytes]);
}

/** Positive, and as short as DER wants it. */
function integer(bytes: ArrayLike<number>): Buffer {
  const all = Buffer.from(bytes);
  const start = all.findIndex((byte) => byte !== 0);
  const least = start < 0 ? Buffer.from([0]) : all.subarray(start);
  const content = (least[0] ?? 0) < 0x80 ? least : Buffer.concat([Buffer.from([0]), least]);
  return Buffer.concat([Buffer.from([0x02, content.length]), content]);
}
