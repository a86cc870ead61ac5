import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeTree, encodeTree, objectId, type TreeEntry } from "../../src/ports/git-object.ts";

const entry = fc.record<TreeEntry>({
  mode: fc.constantFrom("100644", "040000", "100755"),
  name: fc
    .oneof(
      fc.constantFrom("a", "a.b", "a-b", "ab", "a0", "é", "\u{1f600}", "\ufb33"),
      fc.string({ minLength: 1, maxLength: 4 }),
    )
    .filter((name) => !/[\0/]/.test(name)),
  oid: fc.constant("1f".repeat(20)),
});
const entries = fc.uniqueArray(entry, { selector: ({ name }) => name, maxLength: 12 });

test("a tree reads back as its entries in git's order, whatever order they were given in", () => {
  fc.assert(
    fc.property(entries, (given) => {
      const order = ({ mode, name }: TreeEntry) => Buffer.from(mode === "040000" ? `${name}/` : name);
      const sorted = given.toSorted((a, b) => Buffer.compare(order(a), order(b)));
      expect(decodeTree(encodeTree(given))).toEqual(sorted);
      expect(Buffer.from(encodeTree(given.toReversed())).equals(encodeTree(sorted))).toBe(true);
    }),
  );
});

test("an object has the id that git gives it, large or small", () => {
  expect(objectId("blob", new Uint8Array())).toBe("e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");
  expect(objectId("tree", new Uint8Array())).toBe("4b825dc642cb6eb9a060e54bf8d69288fbee4904");
  // git hash-object of 20,000 zero bytes.
  expect(objectId("blob", new Uint8Array(20_000))).toBe("91cb84fdfbc2a39b865e91949aca505b5c847d90");
});
