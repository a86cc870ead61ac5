import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { field, isShallow, parseJson } from "../../../src/connectors/scim/json.ts";

describe("text that should be JSON", () => {
  test("reads as JSON.parse reads it", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(parseJson(JSON.stringify(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test("and is not gives undefined", () => {
    for (const text of ["", "{", "<html>", '{"a":', "nul"]) expect(parseJson(text)).toBeUndefined();
  });

  test("and is nested as no SCIM message is, in a large text, is not parsed at all", () => {
    const deep = `{"a":1,"b":${"[".repeat(600_000)}${"]".repeat(600_000)}}`;
    expect(parseJson(deep)).toBeUndefined();
  });

  test("and is nested like that in a small text is not parsed either", () => {
    expect(parseJson(`{"b":${"[".repeat(40)}${"]".repeat(40)}}`)).toBeUndefined();
    expect(parseJson(`{"b":${"[".repeat(20)}${"]".repeat(20)}}`)).toBeDefined();
  });

  test("is shallow as long as nothing in it is nested like that", () => {
    const nested = (depth: number): string => `${'{"a":['.repeat(depth)}1${"]}".repeat(depth)}`;
    expect(isShallow(JSON.parse(nested(10)))).toBe(true);
    expect(isShallow(JSON.parse(nested(20)))).toBe(false);
  });

  test("may begin with a byte order mark", () => {
    expect(parseJson('\ufeff{"a":1}')).toEqual({ a: 1 });
  });

  test("is not taken for deep because of brackets inside its texts", () => {
    const flat = JSON.stringify({
      list: Array.from({ length: 30_000 }, () => `${"[{".repeat(20)}\\"${'"'.repeat(3)}`),
    });
    expect(flat.length).toBeGreaterThan(1024 * 1024);
    expect(parseJson(flat)).toEqual(JSON.parse(flat));
  });
});

test("an attribute is found by its name without regard to case, the exact name first", () => {
  expect(field({ USERNAME: "a" }, "userName")).toBe("a");
  expect(field({ USERNAME: "a", userName: "b" }, "userName")).toBe("b");
  expect(field({ user: "a" }, "userName")).toBeUndefined();
});
