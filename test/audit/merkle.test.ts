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

/** Hashes inside of the tree of the published leaves, by where they stand. */
const inside = {
  leaf0: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
  leaf1: "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
  leaf2: "0298d122906dcfc10892cb53a73992fc5b9f493ea4c9badb27b791b4127a7fe7",
  leaf5: "4271a26be0d8a84f0bd54c8c302e7cb3a3b5d1fa6780a40bcce2873477dab658",
  leaf4: "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
  leaf6: "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f",
  to2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
  of2to4: "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
  to4: "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
  of4to6: "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
  of6to8: "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
  of4to8: "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
} as const;
type Inside = keyof typeof inside;
const hash = (name: Inside) => Buffer.from(inside[name], "hex");
const rootAt = (size: number) => Buffer.from(roots[size] ?? "", "hex");

// The happy paths of testdata/ in github.com/transparency-dev/merkle, commit 417fb0c314750d94e53942e9f92e79b6d35915db.
const inclusions: readonly (readonly [index: number, size: number, leaf: Inside, proof: readonly Inside[]])[] = [
  [0, 1, "leaf0", []],
  [0, 8, "leaf0", ["leaf1", "of2to4", "of4to8"]],
  [5, 8, "leaf5", ["leaf4", "of6to8", "to4"]],
  [2, 3, "leaf2", ["to2"]],
  [1, 5, "leaf1", ["leaf0", "of2to4", "leaf4"]],
];
const consistencies: readonly (readonly [before: number, after: number, proof: readonly Inside[]])[] = [
  [1, 1, []],
  [1, 8, ["leaf1", "of2to4", "of4to8"]],
  [6, 8, ["of4to6", "of6to8", "to4"]],
  [2, 5, ["of2to4", "leaf4"]],
  [6, 7, ["of4to6", "leaf6", "to4"]],
];
const publishedLeaves = published.map((hex) => leafHash(Buffer.from(hex, "hex")));

/** Every way to change one bit of one of some hashes. */
function* flips(hashes: readonly Buffer[]): Generator<Buffer[]> {
  for (let bit = 0; bit < hashes.length * 256; bit++) {
    const at = bit >> 8;
    const place = (bit & 255) >> 3;
    yield hashes.map((one, n) =>
      n === at ? Buffer.from(one.map((b, i) => (i === place ? b ^ (1 << (bit & 7)) : b))) : one,
    );
  }
}

/** Numbers close to one, its single-bit neighbours, and numbers that count nothing. */
function othersThan(number: number): number[] {
  const near = [number - 1, number + 1, number * 2, Math.floor(number / 2), -number, 0, 2 ** 53, 2 ** 60];
  const bits = Array.from({ length: 12 }, (_, bit) => number ^ (1 << bit));
  return [...near, ...bits, number + 0.5, Number.NaN, Number.POSITIVE_INFINITY].filter((other) => other !== number);
}

/** Ways in which a list of hashes can be longer, shorter, or in another order. */
function reshaped(proof: readonly Buffer[], root: Buffer): Buffer[][] {
  const shorter = proof.map((_, at) => proof.filter((__, place) => place !== at));
  const longer = [
    [...proof, root],
    [root, ...proof],
    [...proof, Buffer.alloc(0)],
    [Buffer.alloc(32), ...proof],
  ];
  const turned = proof.length > 1 ? [proof.toReversed()] : [];
  return [
    ...shorter,
    ...longer,
    ...turned,
    ...proof.map((_, at) => proof.with(at, (proof[at] ?? root).subarray(0, 31))),
  ];
}

describe("the published proofs", () => {
  test.each(inclusions)(
    "of leaf %i in %i leaves holds and is the one made here, and no change of it holds",
    (...row) => {
      const [index, size, leafName, names] = row;
      const claim = { leaf: hash(leafName), index, size, proof: names.map(hash), root: rootAt(size) };
      expect(inclusionProof(publishedLeaves.slice(0, size), index)).toEqual(claim.proof);
      expect(checkInclusion(claim)).toBe(true);
      for (const [leaf = claim.leaf, root = claim.root, ...proof] of flips([claim.leaf, claim.root, ...claim.proof]))
        expect(checkInclusion({ ...claim, leaf, root, proof })).toBe(false);
      for (const other of othersThan(index)) expect(checkInclusion({ ...claim, index: other })).toBe(false);
      for (const proof of reshaped(claim.proof, claim.root)) expect(checkInclusion({ ...claim, proof })).toBe(false);
      const none = Buffer.alloc(0);
      expect(checkInclusion({ ...claim, leaf: none, root: none, proof: [] })).toBe(false);
    },
  );

  test.each(consistencies)(
    "from %i to %i leaves holds and is the one made here, and no change of it holds",
    (...row) => {
      const [first, second, names] = row;
      const before = { size: first, root: rootAt(first) };
      const after = { size: second, root: rootAt(second) };
      const proof = names.map(hash);
      expect(consistencyProof(publishedLeaves.slice(0, second), first)).toEqual(proof);
      expect(checkConsistency({ before, after, proof })).toBe(true);
      for (const [one = before.root, two = after.root, ...changed] of flips([before.root, after.root, ...proof])) {
        const claim = { before: { ...before, root: one }, after: { ...after, root: two }, proof: changed };
        expect(checkConsistency(claim)).toBe(false);
      }
      for (const size of othersThan(first))
        expect(checkConsistency({ before: { ...before, size }, after, proof })).toBe(false);
      for (const changed of reshaped(proof, before.root))
        expect(checkConsistency({ before, after, proof: changed })).toBe(false);
      if (first !== second) expect(checkConsistency({ before: after, after: before, proof })).toBe(false);
    },
  );
});

test("a size that another one takes for the same path is refused by the root", () => {
  for (let size = 2; size <= 20; size++) {
    const all = leaves(size);
    for (let index = 0; index < size; index++) {
      const claim = {
        leaf: all[index] ?? Buffer.alloc(0),
        index,
        proof: inclusionProof(all, index),
        root: merkleRoot(all),
      };
      const held = othersThan(size).filter((other) => checkInclusion({ ...claim, size: other }));
      // The path of a leaf is the same in trees of several sizes; that the size is the signed one is for the signature to say.
      for (const other of held) expect(inclusionProof(leaves(other), index)).toHaveLength(claim.proof.length);
    }
  }
});

test("only the root of nothing begins as the empty tree", () => {
  const after = { size: 3, root: rootAt(3) };
  expect(checkConsistency({ before: { size: 0, root: rootAt(0) }, after, proof: [] })).toBe(true);
  for (const root of [rootAt(1), Buffer.alloc(32), Buffer.alloc(0)])
    expect(checkConsistency({ before: { size: 0, root }, after, proof: [] })).toBe(false);
});
