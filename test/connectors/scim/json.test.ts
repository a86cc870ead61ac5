import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { field, parseJson } from "../../../src/connectors/scim/json.ts";

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
    const deep = `{"a":1,"b":${"[".repeat(400_000)}${"]".repeat(400_000)}}`;
    expect(parseJson(deep)).toBeUndefined();
  });

  test("is not taken for deep because of brackets inside its texts", () => {
    const flat = JSON.stringify({
      list: Array.from({ length: 20_000 }, () => `${"[{".repeat(20)}\\"${'"'.repeat(3)}`),
    });
    expect(flat.length).toBeGreaterThan(512 * 1024);
    expect(parseJson(flat)).toEqual(JSON.parse(flat));
  });
});

test("an attribute is found by its name without regard to case, the exact name first", () => {
  expect(field({ USERNAME: "a" }, "userName")).toBe("a");
  expect(field({ USERNAME: "a", userName: "b" }, "userName")).toBe("b");
  expect(field({ user: "a" }, "userName")).toBeUndefined();
});
