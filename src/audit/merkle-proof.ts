import { emptyRange, merkleRoot, nodeHash, rootOf } from "./merkle.ts";

/** Hashes that lead from the leaf at an index to the root (RFC 6962 section 2.1.1). */
export function inclusionProof(leaves: readonly Buffer[], index: number): Buffer[] {
  if (leaves.length <= 1) return [];
  const split = largestPowerBelow(leaves.length);
  const [left, right] = [leaves.slice(0, split), leaves.slice(split)];
  return index < split
    ? [...inclusionProof(left, index), merkleRoot(right)]
    : [...inclusionProof(right, index - split), merkleRoot(left)];
}

/** Whether the leaf stands at the index in the tree with this size and root (RFC 9162 section 2.1.3.2). */
export function checkInclusion(claim: {
  readonly leaf: Buffer;
  readonly index: number;
  readonly size: number;
  readonly proof: readonly Buffer[];
  readonly root: Buffer;
}): boolean {
  if (![claim.index, claim.size].every(isCount) || claim.index >= claim.size) return false;
  if (![claim.leaf, claim.root, ...claim.proof].every(isHash)) return false;
  let [place, last, hash] = [claim.index, claim.size - 1, claim.leaf];
  for (const other of claim.proof) {
    if (last === 0) return false;
    if (isOdd(place) || place === last) {
      hash = nodeHash(other, hash);
      while (!isOdd(place) && place !== 0) [place, last] = [half(place), half(last)];
    } else {
      hash = nodeHash(hash, other);
    }
    [place, last] = [half(place), half(last)];
  }
  return last === 0 && hash.equals(claim.root);
}

/** Hashes which show that the tree of the first `size` leaves is a beginning of the tree of all (RFC 6962 section 2.1.2). */
export function consistencyProof(leaves: readonly Buffer[], size: number): Buffer[] {
  return size === 0 ? [] : subproof(leaves, size, true);
}

/** Whether the smaller tree is a beginning of the larger one (RFC 9162 section 2.1.4.2); the empty tree is one of every tree. */
export function checkConsistency(claim: {
  readonly before: { readonly size: number; readonly root: Buffer };
  readonly after: { readonly size: number; readonly root: Buffer };
  readonly proof: readonly Buffer[];
}): boolean {
  const { before, after } = claim;
  if (![before.size, after.size].every(isCount) || before.size > after.size) return false;
  if (![before.root, after.root, ...claim.proof].every(isHash)) return false;
  if (before.size === 0 && !before.root.equals(rootOf(emptyRange))) return false;
  if (before.size === after.size) return claim.proof.length === 0 && before.root.equals(after.root);
  if (before.size === 0) return claim.proof.length === 0;
  const [first, ...path] = isPowerOfTwo(before.size) ? [before.root, ...claim.proof] : claim.proof;
  if (first === undefined) return false;
  return foldConsistency(first, path, claim);
}

function foldConsistency(
  first: Buffer,
  path: readonly Buffer[],
  { before, after }: { before: { size: number; root: Buffer }; after: { size: number; root: Buffer } },
): boolean {
  let [place, last] = [before.size - 1, after.size - 1];
  while (isOdd(place)) [place, last] = [half(place), half(last)];
  let [old, young] = [first, first];
  for (const other of path) {
    if (last === 0) return false;
    if (isOdd(place) || place === last) {
      [old, young] = [nodeHash(other, old), nodeHash(other, young)];
      while (!isOdd(place) && place !== 0) [place, last] = [half(place), half(last)];
    } else {
      young = nodeHash(young, other);
    }
    [place, last] = [half(place), half(last)];
  }
  return last === 0 && old.equals(before.root) && young.equals(after.root);
}

function subproof(leaves: readonly Buffer[], size: number, isWhole: boolean): Buffer[] {
  if (size === leaves.length) return isWhole ? [] : [merkleRoot(leaves)];
  const split = largestPowerBelow(leaves.length);
  const [left, right] = [leaves.slice(0, split), leaves.slice(split)];
  return size <= split
    ? [...subproof(left, size, isWhole), merkleRoot(right)]
    : [...subproof(right, size - split, false), merkleRoot(left)];
}

function largestPowerBelow(size: number): number {
  let power = 1;
  while (power * 2 < size) power *= 2;
  return power;
}

function isPowerOfTwo(size: number): boolean {
  return size === 1 || (!isOdd(size) && isPowerOfTwo(size / 2));
}

function isCount(number: number): boolean {
  return Number.isSafeInteger(number) && number >= 0;
}

function isHash(bytes: Buffer): boolean {
  return bytes.length === 32;
}

function isOdd(number: number): boolean {
  return number % 2 === 1;
}

function half(number: number): number {
  return Math.floor(number / 2);
}
