import type { Signatures } from "./signatures.ts";

/** The Merkle tree of the ledger and of the entries of a record (RFC 6962), as the page computes it. */
export interface Tree {
  leaf(text: string): Promise<Uint8Array>;
  /** The root over leaves that stand from a place on, among hashes of the largest subtrees beside them; null when those do not fit. */
  root(size: number, part: Part): Promise<Uint8Array | null>;
  /** The root as it was when the last of the leaves was the newest. */
  rootUpTo(part: Part): Promise<Uint8Array>;
}

/** Neighbouring leaves: where the first stands (from 0), and the subtrees beside them from left to right. */
interface Part {
  readonly first: number;
  readonly leaves: readonly Uint8Array[];
  readonly beside: readonly Uint8Array[];
}

/** Opens the tree. The functions of this module need nothing but each other. */
export function openTree({ sha256, utf8 }: Pick<Signatures, "sha256" | "utf8">): Tree {
  const join: Join = (left, right) => sha256(new Uint8Array([1]), left, right);
  return {
    leaf: (text) => sha256(new Uint8Array([0]), utf8(text)),
    root: async (size, { first, leaves, beside }) => {
      if (first + leaves.length > size || leaves.length === 0) return size === 0 ? sha256() : null;
      const rest = [...beside];
      const root = await subtree({ from: 0, to: size }, { first, leaves, rest, join });
      return rest.length === 0 ? root : null;
    },
    rootUpTo: async ({ first, leaves, beside }) => {
      const roots = beside.slice(0, first.toString(2).replaceAll("0", "").length);
      for (const [index, leaf] of leaves.entries()) {
        let last = leaf;
        for (let size = first + index; size % 2 === 1; size = (size - 1) / 2) {
          const left = roots.pop();
          if (left !== undefined) last = await join(left, last);
        }
        roots.push(last);
      }
      let root = roots.pop() ?? (await sha256());
      for (const left of roots.reverse()) root = await join(left, root);
      return root;
    },
  };
}

type Join = (left: Uint8Array, right: Uint8Array) => Promise<Uint8Array>;

/** The hash over leaves `from` up to and without `to`: computed where it is known what stands there, else the next one beside. */
async function subtree(
  { from, to }: { readonly from: number; readonly to: number },
  known: {
    readonly first: number;
    readonly leaves: readonly Uint8Array[];
    readonly rest: Uint8Array[];
    readonly join: Join;
  },
): Promise<Uint8Array> {
  const { first, leaves, rest, join } = known;
  if (to <= first || from >= first + leaves.length) return rest.shift() ?? new Uint8Array();
  if (to - from === 1) return leaves[from - first] ?? new Uint8Array();
  let split = 1;
  while (split * 2 < to - from) split *= 2;
  const left = await subtree({ from, to: from + split }, known);
  return join(left, await subtree({ from: from + split, to }, known));
}

/** Every function that the page needs of this module, the one that it calls first. */
export const treeFunctions: readonly ((...args: never[]) => unknown)[] = [openTree, subtree];
