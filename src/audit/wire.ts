/** A value as SSH writes strings: its length in four bytes, then its bytes (RFC 4251 section 5). */
export function sshString(value: Uint8Array | string): Buffer {
  const bytes = typeof value === "string" ? Buffer.from(value, "utf8") : Buffer.from(value);
  return Buffer.concat([uint32(bytes.length), bytes]);
}

/** A number as SSH writes it: four bytes, high end first. */
export function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** Reads SSH values one after another; throws when the bytes end early. */
export interface WireReader {
  take(count: number): Buffer;
  number(): number;
  string(): Buffer;
  /** Whether everything has been read. */
  atEnd(): boolean;
}

/** Opens a reader over bytes in SSH's format. */
export function readWire(bytes: Uint8Array): WireReader {
  const buffer = Buffer.from(bytes);
  let at = 0;
  const take = (count: number): Buffer => {
    if (at + count > buffer.length) throw new TypeError("bytes in SSH's format end too early");
    at += count;
    return buffer.subarray(at - count, at);
  };
  const number = () => take(4).readUInt32BE();
  return { take, number, string: () => take(number()), atEnd: () => at === buffer.length };
}
