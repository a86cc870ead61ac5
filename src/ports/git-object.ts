import { createHash, hash } from "node:crypto";

/** A name in a tree with the object it names. */
export interface TreeEntry {
  /** `100644`, `100755`, `120000`, `040000` or `160000`. */
  readonly mode: string;
  readonly name: string;
  /** 40 hex digits. */
  readonly oid: string;
}

/** Kinds of git objects that Rollcall reads and writes. */
export type GitObjectKind = "blob" | "tree" | "commit" | "tag";

/** The id git gives to an object with these contents. */
export function objectId(kind: GitObjectKind, content: Uint8Array): string {
  const head = `${kind} ${content.length}\0`;
  // One call is several times as fast where the copy costs nothing.
  if (content.length < 16_384) return hash("sha1", Buffer.concat([Buffer.from(head), content]), "hex");
  return createHash("sha1").update(head).update(content).digest("hex");
}

/** Bytes of a tree object, in git's own order (a directory sorts as if its name ended in a slash). */
export function encodeTree(entries: readonly TreeEntry[]): Uint8Array {
  const heads = inTreeOrder(entries).map((entry) => ({ head: headOf(entry), oid: entry.oid }));
  const bytes = Buffer.allocUnsafe(heads.reduce((sum, { head }) => sum + Buffer.byteLength(head) + 20, 0));
  let at = 0;
  for (const { head, oid } of heads) {
    at += bytes.write(head, at, "utf8");
    at += bytes.write(oid, at, "hex");
  }
  return bytes;
}

/** Names are compared byte by byte; most lists are in order already, and of letters that are one byte each. */
function inTreeOrder(entries: readonly TreeEntry[]): readonly TreeEntry[] {
  const names = entries.map(orderOf);
  if (names.every((name, index) => isAscii(name) && (index === 0 || (names[index - 1] ?? "") < name))) return entries;
  const rows = entries.map((entry) => ({ entry, order: Buffer.from(orderOf(entry)) }));
  return rows.sort((a, b) => Buffer.compare(a.order, b.order)).map(({ entry }) => entry);
}

function isAscii(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text);
}

/** Entries of a tree object; throws on bytes that are no tree. */
export function decodeTree(bytes: Uint8Array): TreeEntry[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries: TreeEntry[] = [];
  for (let at = 0; at < buffer.length; ) {
    const space = buffer.indexOf(0x20, at);
    const end = buffer.indexOf(0, space);
    if (space < 0 || end < 0 || end + 21 > buffer.length) throw new TypeError("not the bytes of a git tree");
    const mode = buffer.toString("latin1", at, space).padStart(6, "0");
    const oid = buffer.toString("hex", end + 1, end + 21);
    entries.push({ mode, name: buffer.toString("utf8", space + 1, end), oid });
    at = end + 21;
  }
  return entries;
}

function headOf({ mode, name }: TreeEntry): string {
  return `${mode.startsWith("0") ? mode.slice(1) : mode} ${name}\0`;
}

function orderOf(entry: TreeEntry): string {
  return entry.mode === "040000" ? `${entry.name}/` : entry.name;
}
