import serialize from "canonicalize";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonical } from "../../src/document/canonical.ts";
import { sha256 } from "../../src/document/digest.ts";

describe("the canonical text", () => {
  test("sorts keys by code unit and writes numbers and texts in one way", () => {
    expect(canonical({ b: [1.0, -0, 1e21, "é\u0001"], a: null, "\u20ac": true, "\ud83d\ude00": 1, "\ufb33": 2 })).toBe(
      '{"a":null,"b":[1,0,1e+21,"é\\u0001"],"€":true,"😀":1,"\ufb33":2}',
    );
  });

  test("is the same for any order of keys", () => {
    const names = fc.uniqueArray(fc.string(), { maxLength: 8 });
    fc.assert(
      fc.property(names, fc.jsonValue(), (keys, value) => {
        const object = Object.fromEntries(keys.map((key) => [key, value]));
        const turned = Object.fromEntries(keys.toReversed().map((key) => [key, value]));
        expect(canonical(object)).toBe(canonical(turned));
      }),
    );
  });

  test("reads back as the same value", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonical(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  const cycle: { self?: unknown } = {};
  cycle.self = cycle;
  const deep = (levels: number): unknown => (levels === 0 ? 1 : [deep(levels - 1)]);
  test.each([
    ["undefined", undefined],
    ["undefined inside", { a: undefined }],
    ["a hole in a list", Array(1)],
    ["a function", { a: () => 1 }],
    ["a method named toJSON", { toJSON: () => 1 }],
    ["a BigInt", [1n]],
    ["NaN", { a: Number.NaN }],
    ["an infinity", [Number.POSITIVE_INFINITY]],
    ["half a character", ["\ud800"]],
    ["half a character as a key", { "\udc00": 1 }],
    ["a date", { at: new Date(0) }],
    ["a map", new Map([["a", 1]])],
    ["a symbol", [Symbol("a")]],
    ["a symbol as a key", { [Symbol("a")]: 1 }],
    ["a cycle", cycle],
    ["65 levels", deep(65)],
  ])("refuses %s", (_, value) => {
    expect(() => canonical(value)).toThrow(TypeError);
  });

  test("asks no value for another form of itself", () => {
    const list = Object.assign([1], { toJSON: () => 2 });
    expect(canonical({ a: list, b: "c" })).toBe('{"a":[1],"b":"c"}');
    const hidden = Object.defineProperty({ a: 1 }, "toJSON", { value: () => 2 });
    expect(canonical(hidden)).toBe('{"a":1}');
    expect(canonical({ b: 1, a: [{ d: 1, c: 2 }], toJSON: "text" })).toBe(
      '{"a":[{"c":2,"d":1}],"b":1,"toJSON":"text"}',
    );
  });

  test("is what the library makes of the value", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(canonical(value)).toBe(serialize(value));
      }),
    );
  });

  test("keeps keys that begin with an underline or a digit, or are the name of the prototype, in their place", () => {
    const value: unknown = JSON.parse('{"b":1,"_type":2,"10":3,"9":4,"__proto__":{"b":1,"a":2},"A":5}');
    expect(canonical(value)).toBe('{"10":3,"9":4,"A":5,"__proto__":{"a":2,"b":1},"_type":2,"b":1}');
  });

  test("takes 64 levels, and objects without a prototype", () => {
    expect(canonical(deep(64))).toHaveLength(129);
    expect(canonical(Object.assign(Object.create(null), { a: 1 }))).toBe('{"a":1}');
  });
});

describe("the digest", () => {
  test("is the SHA-256 that FIPS 180-4 gives for its example", () => {
    const expected = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    expect(sha256("abc")).toBe(expected);
    expect(sha256(new TextEncoder().encode("abc"))).toBe(expected);
  });
});

describe("the fast way and the library", () => {
  test("write the same text, whatever the keys look like", () => {
    const key = fc.oneof(fc.string(), fc.constantFrom("10", "9", "2a", "__proto__x", "_", "é", "\ud83d\ude00", "a"));
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.string(),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie("tree")),
        fc.dictionary(key, tie("tree")),
      ),
    }));
    fc.assert(
      fc.property(tree, (value) => {
        const plain: unknown = JSON.parse(JSON.stringify(value));
        if (/\\ud[89a-f]/i.test(JSON.stringify(value))) return;
        expect(canonical(plain)).toBe(serialize(plain));
      }),
    );
  });
});
