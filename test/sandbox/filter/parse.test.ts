import { describe, expect, test } from "vitest";
import { parseFilter, parsePatchPath } from "../../../src/sandbox/filter/parse.ts";
import { ScimError } from "../../../src/sandbox/protocol/scim-error.ts";

function refusal(text: string, maxDepth = 20): string | null {
  try {
    parseFilter(text, maxDepth);
    return "nothing";
  } catch (error) {
    return error instanceof ScimError ? error.scimType : "another error";
  }
}

describe("parsing a filter", () => {
  test("binds not closer than and, and and closer than or", () => {
    const a = { kind: "present", path: "a" };
    expect(parseFilter("a pr or not (a pr) and a pr", 20)).toEqual({
      kind: "or",
      operands: [a, { kind: "and", operands: [{ kind: "not", operand: a }, a] }],
    });
    expect(parseFilter("(a pr or a pr) and a pr", 20)).toMatchObject({ kind: "and", operands: [{ kind: "or" }, a] });
  });

  test("reads every kind of value", () => {
    const value = (text: string) => {
      const filter = parseFilter(`a eq ${text}`, 20);
      return filter.kind === "compare" ? filter.value : undefined;
    };
    expect(["true", "false", "null", "7", "-1.5e2", '""', '"a\\"b\\\\c\\u00e9"'].map(value)).toEqual([
      true,
      false,
      null,
      7,
      -150,
      "",
      'a"b\\cé',
    ]);
  });

  test("knows operators whatever their case", () => {
    expect(parseFilter('A EQ "x" AND B PR OR NOT (C Co "y")', 20)).toMatchObject({ kind: "or" });
  });

  test("reads URN paths, dots, $ref and value paths", () => {
    const path = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.$ref";
    expect(parseFilter(`${path} pr`, 20)).toEqual({ kind: "present", path });
    expect(parseFilter('emails[type eq "work" and not (value pr)]', 20)).toMatchObject({
      kind: "values",
      path: "emails",
      filter: { kind: "and" },
    });
  });

  test.each([
    "",
    " ",
    "a",
    "a eq",
    'a eq "x',
    "a eq x",
    "a == 1",
    "a xx 1",
    "a pr b pr",
    "(a pr",
    "a pr)",
    "not a pr",
    "a pr and",
    "or a pr",
    "a[b[c pr]]",
    "a[b pr",
    "a[]",
    "[a pr]",
    "1 eq 1",
    'a eq "\\x"',
    "a eq 'x'",
    "a eq True",
    "a.b. pr c",
    "é pr",
    "a\tpr",
    'a[b pr].c eq "x"',
  ])("refuses %j as an invalid filter", (text) => {
    expect(refusal(text)).toBe("invalidFilter");
  });

  test("nests as deep as it is allowed to, and no deeper", () => {
    const nested = (depth: number) => `${"(".repeat(depth)}a pr${")".repeat(depth)}`;
    expect(refusal(nested(20))).toBe("nothing");
    expect(refusal(nested(21))).toBe("invalidFilter");
    expect(refusal(`${"not (".repeat(21)}a pr${")".repeat(21)}`)).toBe("invalidFilter");
    expect(refusal("a[b pr]", 0)).toBe("invalidFilter");
    expect(refusal(`${"(".repeat(8000)}`)).toBe("invalidFilter");
    expect(refusal(`a eq "${"x".repeat(9000)}"`)).toBe("invalidFilter");
  });

  test("reads a long chain without nesting", () => {
    const chain = Array.from({ length: 500 }, () => "a pr").join(" or ");
    expect(parseFilter(chain, 0)).toMatchObject({ kind: "or" });
  });
});

describe("parsing a PATCH path", () => {
  test("finds attribute, filter and sub-attribute", () => {
    expect(parsePatchPath("name.familyName", 20)).toEqual({ path: "name.familyName", filter: null, part: null });
    expect(parsePatchPath('members[value eq "x"]', 20)).toMatchObject({
      path: "members",
      filter: { value: "x" },
      part: null,
    });
    expect(parsePatchPath("emails[primary eq true].display", 20)).toMatchObject({ path: "emails", part: "display" });
  });

  test.each(["", "a b", "a[b pr].c.d", "a[b pr]c", ".a", "a[b pr][c pr]", "a eq 1"])("refuses %j", (text) => {
    expect(() => parsePatchPath(text, 20)).toThrow(expect.objectContaining({ scimType: "invalidPath" }));
  });
});
