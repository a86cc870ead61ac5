import { gunzipSync } from "node:zlib";

const BLOCK = 512;

/** The bytes of one file of an OPA bundle (a gzipped tar); null when it is not there. */
export function readBundle(bundle: Uint8Array, name: string): Uint8Array | null {
  const tar = gunzipSync(bundle);
  for (let offset = 0; offset + BLOCK <= tar.length; ) {
    const entry = textAt(tar, offset, 100);
    if (entry === "") return null;
    const size = Number.parseInt(textAt(tar, offset + 124, 12), 8);
    const start = offset + BLOCK;
    if (entry.replace(/^\//, "") === name) return Uint8Array.from(tar.subarray(start, start + size));
    offset = start + Math.ceil(size / BLOCK) * BLOCK;
  }
  return null;
}

function textAt(tar: Uint8Array, offset: number, length: number): string {
  const field = tar.subarray(offset, offset + length);
  const end = field.indexOf(0);
  return new TextDecoder("latin1").decode(end === -1 ? field : field.subarray(0, end));
}
