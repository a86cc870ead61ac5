import { createHash } from "node:crypto";

/** Hash of a leaf of the tree (RFC 6962 section 2.1). */
export function leafHash(leaf: Uint8Array): Buffer {
  return createHash("sha256").update(leafPrefix).update(leaf).digest();
}

/** Hash of two subtrees. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  return createHash("sha256").update(nodePrefix).update(left).update(right).digest();
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
  let last = leaf;
  for (let rest = range.size; rest % 2 === 1; rest = (rest - 1) / 2) {
    const left = roots.pop();
    if (left === undefined) throw new TypeError("a compact range has fewer roots than its size asks for");
    last = nodeHash(left, last);
  }
  return { size: range.size + 1, roots: [...roots, last] };
}

/** Root hash of a tree; of none, the hash of nothing. */
export function rootOf(range: CompactRange): Buffer {
  const [last, ...others] = range.roots.toReversed();
  if (last === undefined) return createHash("sha256").digest();
  return others.reduce((right, left) => nodeHash(left, right), last);
}

/** Root hash over leaf hashes, in order. */
export function merkleRoot(leaves: Iterable<Buffer>): Buffer {
  let range = emptyRange;
  for (const leaf of leaves) range = grow(range, leaf);
  return rootOf(range);
}

const leafPrefix = Buffer.from([0]);
const nodePrefix = Buffer.from([1]);
