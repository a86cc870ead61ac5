import { crc32 } from "node:zlib";

/** What a journal's bytes hold. `end`: first byte after the last whole frame. */
export type Frames =
  | { readonly kind: "read"; readonly payloads: readonly (readonly unknown[])[]; readonly end: number }
  /** A frame that does not add up is followed by one that does: no crash does that. */
  | { readonly kind: "damaged"; readonly at: number };

/**
 * One frame: length and CRC-32 of what follows as eight hex digits each, a JSON list, a newline. Everything that one sync
 * makes durable is one frame, so a crash can tear the last frame and no other.
 */
export function encodeFrame(records: readonly unknown[]): Uint8Array {
  const payload = Buffer.from(JSON.stringify(records));
  return Buffer.concat([Buffer.from(`${hex(payload.length)} ${hex(crc32(payload))} `), payload, newline]);
}

/** Reads frames up to the first that is torn. */
export function decodeFrames(bytes: Uint8Array): Frames {
  const payloads: (readonly unknown[])[] = [];
  let end = 0;
  while (end < bytes.length) {
    const frame = frameAt(bytes, end);
    if (frame === null)
      return isFollowedByFrame(bytes, end) ? { kind: "damaged", at: end } : { kind: "read", payloads, end };
    payloads.push(frame.payload);
    end = frame.end;
  }
  return { kind: "read", payloads, end };
}

const newline = Buffer.from("\n");
const newlineByte = 0x0a;
const headerLength = 18;
const header = /^([0-9a-f]{8}) ([0-9a-f]{8}) $/;

function frameAt(
  bytes: Uint8Array,
  offset: number,
): { readonly payload: readonly unknown[]; readonly end: number } | null {
  const start = offset + headerLength;
  const match = header.exec(Buffer.from(bytes.subarray(offset, start)).toString("latin1"));
  if (match === null) return null;
  const end = start + Number.parseInt(match[1] ?? "", 16);
  const payload = bytes.subarray(start, end);
  if (bytes[end] !== newlineByte || hex(crc32(payload)) !== match[2]) return null;
  const list = parseList(Buffer.from(payload).toString("utf8"));
  return list === null ? null : { payload: list, end: end + 1 };
}

function parseList(text: string): readonly unknown[] | null {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

function isFollowedByFrame(bytes: Uint8Array, offset: number): boolean {
  for (let at = bytes.indexOf(newlineByte, offset); at !== -1; at = bytes.indexOf(newlineByte, at + 1)) {
    if (frameAt(bytes, at + 1) !== null) return true;
  }
  return false;
}

function hex(value: number): string {
  return value.toString(16).padStart(8, "0");
}
