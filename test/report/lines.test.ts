import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ink, line, render, table, whole } from "../../src/report/lines.ts";
import { anyText } from "../support/any-text.ts";

const plain = { color: false, width: 20 };

describe("render", () => {
  test("wraps at spaces and goes on two columns further in", () => {
    expect(render([line(2, "one two three four five")], plain)).toBe("  one two three four\n    five\n");
  });

  test("keeps a span that must stay whole on one line", () => {
    expect(render([line(0, "one two three ", whole("add", "+ 4 created"))], plain)).toBe(
      "one two three\n  + 4 created\n",
    );
  });

  test("colours only when asked to", () => {
    expect(render([line(0, ink("remove", "gone"))], plain)).toBe("gone\n");
    expect(render([line(0, ink("remove", "gone"))], { ...plain, color: true })).toBe("\u001b[31mgone\u001b[0m\n");
  });

  test("makes text from outside visible, so that nothing steers the terminal", () => {
    const steered = fc.property(anyText(), fc.boolean(), (text, inked) => {
      const span = inked ? ink("add", text) : text;
      return /^[^\p{Cc}\p{Cf}]*$/u.test(render([line(0, span)], plain).replaceAll("\n", ""));
    });
    fc.assert(steered, { numRuns: 300 });
  });

  test("loses no word when it wraps", () => {
    const words = fc.array(fc.stringMatching(/^[a-z]{1,30}$/), { minLength: 1 });
    fc.assert(
      fc.property(words, fc.integer({ min: 1, max: 60 }), (all, width) => {
        const text = render([line(1, all.join(" "))], { color: false, width });
        expect(text.trim().split(/\s+/)).toEqual(all);
      }),
    );
  });
});

describe("table", () => {
  test("aligns columns by what they take on a terminal", () => {
    const rows = [
      ["李偉", "a"],
      ["abcdef", ["b", ink("add", "c")]],
    ];
    expect(render(table(1, rows), plain)).toBe(" 李偉    a\n abcdef  bc\n");
  });
});
