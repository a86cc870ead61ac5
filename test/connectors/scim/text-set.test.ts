import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { TextSet } from "../../../src/connectors/scim/text-set.ts";

describe("a set of texts that keeps no text", () => {
  test("says of every text whether it was there, like one that keeps them", () => {
    const text = fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("", "a", "A", "e1", "e10", "ab", "ba"));
    fc.assert(
      fc.property(fc.array(text, { maxLength: 300 }), fc.double({ min: 0, max: 0.999, noNaN: true }), (texts, seed) => {
        const [set, model] = [new TextSet(seed), new Set<string>()];
        for (const each of texts) {
          expect(set.has(each)).toBe(model.has(each));
          expect(set.add(each)).toBe(!model.has(each));
          model.add(each);
          expect(set.size).toBe(model.size);
        }
      }),
    );
  });

  test("takes no two of three hundred thousand ids for one, whatever the seed", () => {
    for (const seed of [0, 0.999_999]) {
      const set = new TextSet(seed);
      for (let at = 0; at < 100_000; at += 1) {
        set.add(`user-${at}`);
        set.add(`${at}@acme.example`);
        set.add(at.toString(16).padStart(36, "0"));
      }
      expect(set.size).toBe(300_000);
    }
  });
});
