import { inflateSync } from "node:zlib";

/** Width, height, and how many pixels there are of each colour (`r,g,b`), of a PNG with 8 bits a channel and no interlacing. */
export function readPng(bytes: Buffer): {
  readonly width: number;
  readonly height: number;
  colours: Map<string, number>;
} {
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  const channels = bytes[25] === 6 ? 4 : 3;
  const parts: Buffer[] = [];
  for (let at = 8; at < bytes.length; at += 12 + bytes.readUInt32BE(at)) {
    if (bytes.toString("latin1", at + 4, at + 8) === "IDAT")
      parts.push(bytes.subarray(at + 8, at + 8 + bytes.readUInt32BE(at)));
  }
  const data = inflateSync(Buffer.concat(parts));
  const stride = width * channels;
  const colours = new Map<string, number>();
  let above = new Uint8Array(stride);
  for (let y = 0; y < height; y += 1) {
    const start = y * (stride + 1);
    const row = unfiltered(data.subarray(start + 1, start + 1 + stride), { filter: data[start] ?? 0, above, channels });
    for (let x = 0; x < stride; x += channels) {
      const colour = `${row[x]},${row[x + 1]},${row[x + 2]}`;
      colours.set(colour, (colours.get(colour) ?? 0) + 1);
    }
    above = row;
  }
  return { width, height, colours };
}

/** Takes the filter off one row (PNG, section 9). */
function unfiltered(
  raw: Uint8Array,
  { filter, above, channels }: { readonly filter: number; readonly above: Uint8Array; readonly channels: number },
): Uint8Array<ArrayBuffer> {
  const row = new Uint8Array(raw.length);
  for (const [x, value] of raw.entries()) {
    const left = row[x - channels] ?? 0;
    const up = above[x] ?? 0;
    const corner = x < channels ? 0 : (above[x - channels] ?? 0);
    const added = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter] ?? 0;
    row[x] = value + added;
  }
  return row;
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  if (a <= b && a <= c) return left;
  return b <= c ? up : corner;
}
