import { sha256 } from "../document/digest.ts";
import type { ManifestEntry } from "../model/manifest.ts";
import type { Random } from "../ports/random.ts";
import { encryptEntry, subjectOf } from "./confidential.ts";
import { leafHash, merkleRoot } from "./merkle.ts";
import { canonicalText } from "./parse.ts";
import type { PersonKeys } from "./person-keys.ts";
import { seal } from "./seal.ts";

/** What a manifest says about the file of its entries; `root` is an RFC 6962 tree over the lines without line ends. */
export interface EntriesDigest {
  readonly sha256: string;
  readonly count: number;
  readonly bytes: number;
  readonly root: string;
}

/** What entries are sealed with; without keys, values are left out instead of encrypted. */
export interface Sealing {
  readonly random: Random;
  readonly keys: PersonKeys | null;
}

/** One canonical JSON object a line, personal values sealed with a salt of their own entry. */
export async function encodeEntries(entries: readonly ManifestEntry[], { random, keys }: Sealing): Promise<Uint8Array> {
  const current = await keys?.current(entries.map(subjectOf));
  const lines = entries.map((entry) => {
    const salt = Buffer.from(random.bytes(16)).toString("hex");
    const clear = withoutValues(entry, salt);
    const key = current?.get(subjectOf(entry));
    return `${canonicalText(key === undefined ? { ...clear, salt } : encryptEntry(entry, clear, { salt, key, random }))}\n`;
  });
  return Buffer.from(lines.join(""), "utf8");
}

function withoutValues(entry: ManifestEntry, salt: string): ManifestEntry {
  const key = { salt, person: entry.person };
  return { ...entry, before: seal(entry.before, key), after: seal(entry.after, key) };
}

/** Measures a file of entries. */
export function digestEntries(file: Uint8Array): EntriesDigest {
  const leaves = linesOf(file).map(leafHash);
  const root = `sha256:${merkleRoot(leaves).toString("hex")}`;
  return { sha256: sha256(file), count: leaves.length, bytes: file.length, root };
}

/** The lines of a file of entries, without their line ends. */
export function linesOf(file: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = [];
  for (let at = 0; at < file.length; ) {
    const end = file.indexOf(0x0a, at);
    lines.push(file.subarray(at, end < 0 ? file.length : end));
    at = end < 0 ? file.length : end + 1;
  }
  return lines;
}
