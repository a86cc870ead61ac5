import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { emptyRange, grow, leafHash, merkleRoot, rootOf } from "../../src/audit/merkle.ts";
import { checkConsistency, checkInclusion, consistencyProof, inclusionProof } from "../../src/audit/merkle-proof.ts";

/** The leaves and roots by which implementations of RFC 6962 have been compared since the first of them. */
const published = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
const roots = [
  "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
  "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
  "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
  "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
  "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
  "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
  "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
  "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];
const leaves = (count: number) => Array.from({ length: count }, (_, index) => leafHash(Buffer.from(`leaf ${index}`)));
const flip = (hash: Buffer) => Buffer.from(hash.map((byte, at) => (at === 7 ? byte ^ 1 : byte)));

test.each(roots.map((root, size) => ({ size, root })))("the first $size published leaves have their root", (row) => {
  const hashes = published.slice(0, row.size).map((hex) => leafHash(Buffer.from(hex, "hex")));
  expect(merkleRoot(hashes).toString("hex")).toBe(row.root);
});

test("a tree that grows leaf by leaf has the root of the recursive definition", () => {
  const define = (hashes: Buffer[]): Buffer => {
    if (hashes.length <= 2) return merkleRoot(hashes);
    let split = 1;
    while (split * 2 < hashes.length) split *= 2;
    return rootOf(
      [define(hashes.slice(0, split)), define(hashes.slice(split))].reduce(
        (range, hash) => ({ size: range.size + 1, roots: [...range.roots, hash] }),
        emptyRange,
      ),
    );
  };
  let range = emptyRange;
  const all = leaves(70);
  for (const [index, leaf] of all.entries()) {
    range = grow(range, leaf);
    expect(rootOf(range)).toEqual(define(all.slice(0, index + 1)));
  }
});

describe("inclusion", () => {
  test("every leaf of every tree is proved, at its own place only", () => {
    for (let size = 1; size <= 33; size++) {
      const all = leaves(size);
      const root = merkleRoot(all);
      for (const [index, leaf] of all.entries()) {
        const proof = inclusionProof(all, index);
        expect(checkInclusion({ leaf, index, size, proof, root })).toBe(true);
        expect(checkInclusion({ leaf, index: index + 1, size, proof, root })).toBe(false);
        expect(checkInclusion({ leaf, index, size, proof: [...proof, root], root })).toBe(false);
        if (proof.length > 0) expect(checkInclusion({ leaf, index, size, proof: proof.slice(1), root })).toBe(false);
      }
    }
  });

  test("a proof with any bit changed is refused", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 60 }), fc.nat(), fc.nat(), (size, which, where) => {
        const all = leaves(size);
        const index = which % size;
        const proof = inclusionProof(all, index);
        const at = where % proof.length;
        const changed = proof.map((hash, place) => (place === at ? flip(hash) : hash));
        const leaf = all[index] ?? Buffer.alloc(0);
        expect(checkInclusion({ leaf, index, size, proof: changed, root: merkleRoot(all) })).toBe(false);
        expect(checkInclusion({ leaf: flip(leaf), index, size, proof, root: merkleRoot(all) })).toBe(false);
      }),
    );
  });
});

describe("consistency", () => {
  test("every beginning of every tree is proved, and no other size", () => {
    for (let size = 1; size <= 33; size++) {
      const all = leaves(size);
      const after = { size, root: merkleRoot(all) };
      for (let first = 0; first <= size; first++) {
        const before = { size: first, root: merkleRoot(all.slice(0, first)) };
        const proof = consistencyProof(all, first);
        expect(checkConsistency({ before, after, proof })).toBe(true);
        if (first > 0 && first < size) {
          expect(checkConsistency({ before: { ...before, root: flip(before.root) }, after, proof })).toBe(false);
          expect(checkConsistency({ before, after: { ...after, root: flip(after.root) }, proof })).toBe(false);
          expect(checkConsistency({ before, after, proof: proof.map(flip) })).toBe(false);
          expect(checkConsistency({ before, after, proof: [...proof, before.root] })).toBe(false);
          expect(checkConsistency({ before, after, proof: proof.slice(1) })).toBe(false);
        }
      }
    }
  });

  test("a tree does not begin with a larger one", () => {
    const all = leaves(5);
    const [small, large] = [3, 5].map((size) => ({ size, root: merkleRoot(all.slice(0, size)) }));
    if (small === undefined || large === undefined) throw new Error("unreachable");
    expect(checkConsistency({ before: large, after: small, proof: consistencyProof(all, 3) })).toBe(false);
  });
});
