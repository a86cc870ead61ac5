import { hash } from "node:crypto";

/** Hash of a leaf of the tree (RFC 6962 section 2.1). */
export function leafHash(leaf: Uint8Array): Buffer {
  return hash("sha256", Buffer.concat([leafPrefix, leaf]), "buffer");
}

/** Hash of two subtrees. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  return hash("sha256", Buffer.concat([nodePrefix, left, right]), "buffer");
}

/**
 * A tree of any size in the least that lets it grow: the roots of its whole subtrees, largest first; their sizes are the
 * powers of two in the tree's size.
 */
export interface CompactRange {
  readonly size: number;
  readonly roots: readonly Buffer[];
}

/** The tree without leaves. */
export const emptyRange: CompactRange = { size: 0, roots: [] };

/** The tree with one more leaf. */
export function grow(range: CompactRange, leaf: Buffer): CompactRange {
  const roots = [...range.roots];
  addLeaf(roots, range.size, leaf);
  return { size: range.size + 1, roots };
}

/** Puts a leaf after so many others, in place. */
function addLeaf(roots: Buffer[], size: number, leaf: Buffer): void {
  let last = leaf;
  for (let rest = size; rest % 2 === 1; rest = (rest - 1) / 2) {
    const left = roots.pop();
    if (left === undefined) throw new TypeError("a compact range has fewer roots than its size asks for");
    last = nodeHash(left, last);
  }
  roots.push(last);
}

/** Root hash of a tree; of none, the hash of nothing. */
export function rootOf(range: CompactRange): Buffer {
  const [last, ...others] = range.roots.toReversed();
  if (last === undefined) return hash("sha256", Buffer.alloc(0), "buffer");
  return others.reduce((right, left) => nodeHash(left, right), last);
}

/** Root hash over leaf hashes, in order. */
export function merkleRoot(leaves: Iterable<Buffer>): Buffer {
  const roots: Buffer[] = [];
  let size = 0;
  for (const leaf of leaves) addLeaf(roots, size++, leaf);
  return rootOf({ size, roots });
}

const leafPrefix = Buffer.from([0]);
const nodePrefix = Buffer.from([1]);
