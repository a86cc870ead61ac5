import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { code, entities } from "../../src/report/markdown-escape.ts";
import { visible } from "../../src/report/visible.ts";
import { anyText } from "../support/any-text.ts";

const decode = (text: string): string =>
  text.replaceAll(/&#(\d+);/g, (_, point: string) => String.fromCodePoint(Number(point)));

describe("code", () => {
  test("lets nothing but letters, digits, spaces and entities through, whatever comes in", () => {
    const property = fc.property(anyText(), (text) => {
      expect(code(text, 10_000)).toMatch(/^<code>(?:[A-Za-z0-9 ]|&#\d+;)*<\/code>$/);
    });
    fc.assert(property, { numRuns: 1_500 });
  });

  test("shows the reader exactly the visible text", () => {
    const property = fc.property(anyText(), (text) => decode(entities(text)) === visible(text));
    fc.assert(property, { numRuns: 1_000 });
  });

  test("disarms what GitHub would act on", () => {
    const encoded = code("</code>|@admins <img src=x> [a](http://x) `b` #12 <!-- rollcall:plan --> &lt;");
    expect(encoded.slice("<code>".length, -"</code>".length)).not.toMatch(/[<>|@[\]()`#!](?!\d+;)/);
  });

  test("cuts what is too long and says how much is missing", () => {
    expect(decode(code("a".repeat(300), 10))).toBe(`<code>${"a".repeat(10)}... (290 more characters)</code>`);
  });
});
