import { merkleRoot } from "./merkle.ts";

/**
 * Roots of the largest subtrees that hold no leaf from `from` up to and without `to`, from left to right: with those leaves they
 * give the root of the whole tree (the recursion of RFC 6962 section 2.1, ended wherever a subtree lies outside).
 */
export function besideRange(
  leaves: readonly Buffer[],
  { from, to }: { readonly from: number; readonly to: number },
): Buffer[] {
  if (to <= 0 || from >= leaves.length) return [merkleRoot(leaves)];
  if (leaves.length === 1) return [];
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return [
    ...besideRange(leaves.slice(0, split), { from, to }),
    ...besideRange(leaves.slice(split), { from: from - split, to: to - split }),
  ];
}
