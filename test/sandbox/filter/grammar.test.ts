import fc from "fast-check";
import * as oracle from "scim2-parse-filter";
import { describe, expect, test } from "vitest";
import { parseFilter } from "../../../src/sandbox/filter/parse.ts";

const takes = (parse: () => unknown): boolean => {
  try {
    parse();
    return true;
  } catch {
    return false;
  }
};
const ours = (text: string) => takes(() => parseFilter(text, 50));
const theirs = (text: string) => takes(() => oracle.parse(text));

describe("the grammar, beside that of scim2-parse-filter", () => {
  const token = fc.constantFrom(
    ...["a", "a.b", "urn:example:x:a", "eq", "GT", "co", "pr", "and", "OR", "(", ")", "not (", "["],
    ...["]", '"x"', '"a\\"b"', '""', "1", "-1.5", "true", "null"],
  );
  const shape = fc.oneof(
    fc.array(token, { minLength: 1, maxLength: 9 }).map((tokens) => tokens.join(" ")),
    fc
      .array(fc.constantFrom('a eq "x"', "(b pr)", "not (c.d gt 1)", "e[f pr]", "and", "or", ")", "("), {
        minLength: 1,
        maxLength: 7,
      })
      .map((parts) => parts.join(" ")),
  );

  // The other way does not hold: it takes words after the end, such as in `a pr not (b pr)`. What is well-formed, and that it is
  // taken by both and means the same, is in evaluate.test.ts.
  test("takes nothing that the other refuses", () => {
    fc.assert(
      fc.property(shape, (text) => {
        if (ours(text)) expect([text, theirs(text)]).toEqual([text, true]);
      }),
      { numRuns: 3000 },
    );
  });

  test.each([
    ["a pr not (b pr)", "and or or stands between"],
    ["not a pr", "not stands before a parenthesis"],
    ['a[b eq "x"].c eq "y"', "nothing comes after the brackets of a filter, only of a path"],
    ["a[b[c pr]]", "no brackets in brackets"],
    ["1a pr", "a name begins with a letter"],
    ['a eq\t"x"', "words are parted by spaces"],
  ])("refuses %j, which the other takes: %s", (text) => {
    expect([ours(text), theirs(text)]).toEqual([false, true]);
  });

  test("takes $ref, which the other refuses: RFC 7643 has attributes of that name", () => {
    expect([ours("$ref pr"), theirs("$ref pr")]).toEqual([true, false]);
  });
});
