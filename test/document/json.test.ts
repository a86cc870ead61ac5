import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseJson } from "../../src/document/json.ts";

const parse = (text: string) => parseJson(new TextEncoder().encode(text), "r.json", 10_000_000);
const codesOf = (text: string): readonly string[] => {
  const result = parse(text);
  return result.kind === "parsed" ? [] : result.diagnostics.map(({ code, at }) => `${code} ${at.line}:${at.column}`);
};

describe("reading JSON", () => {
  test("gives what JSON.parse gives", () => {
    const written = fc.jsonValue().filter((value) => {
      const text = JSON.stringify(value);
      return !/__proto__|"constructor"|"prototype"|"<<"|\\u00|\\[bfrtn]|e[+-]?\d|\d{16}|[\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/.test(
        text,
      );
    });
    fc.assert(
      fc.property(written, fc.constantFrom(0, 2), (value, indent) => {
        const result = parse(JSON.stringify(value, null, indent));
        expect(result.kind === "parsed" ? result.document.value : result.diagnostics).toEqual(
          JSON.parse(JSON.stringify(value)),
        );
      }),
    );
  });

  test("knows where every value and key was written, at any depth", () => {
    const result = parse('[\n  { "a": 1 },\n  { "b": [2, { "c": "x" }] }\n]\n');
    if (result.kind === "refused") throw new Error("refused");
    const place = (path: readonly (string | number)[]) => {
      const [key, value] = [result.document.keyAt(path), result.document.at(path)];
      return [`${key.line}:${key.column}`, `${value.line}:${value.column}`];
    };
    expect(place([])).toEqual(["1:1", "1:1"]);
    expect(place([1])).toEqual(["3:3", "3:3"]);
    expect(place([0, "a"])).toEqual(["2:5", "2:10"]);
    expect(place([1, "b", 1, "c"])).toEqual(["3:16", "3:21"]);
    expect(place([1, "missing"])).toEqual(["3:3", "3:3"]);
  });

  test.each([
    ["", "json-syntax 1:1"],
    ["[1,]", "json-syntax 1:4"],
    ['{"a":1,}', "json-syntax 1:8"],
    ["{'a':1}", "json-syntax 1:2"],
    ["[1] x", "json-syntax 1:5"],
    ["[01]", "json-syntax 1:3"],
    ["nul", "json-syntax 1:1"],
    ["[tru]", "json-syntax 1:2"],
    ['["a]', "json-syntax 1:2"],
    ['["\\x"]', "json-syntax 1:2"],
    ['["a\nb"]', "json-syntax 1:2"],
    ["// no\n[]", "json-syntax 1:1"],
    ["[NaN]", "json-syntax 1:2"],
    ['{"a":{"b":1,"b":2}}', "duplicate-key 1:13"],
    ['{"a":1,"\\u0061":2}', "duplicate-key 1:8"],
    ['{"\\u005f_proto__":1}', "forbidden-key 1:2"],
    ["[1e400]", "unsafe-number 1:2"],
    ['["\\ud800"]', "hidden-character 1:2"],
    ['["\\u202e"]', "hidden-character 1:2"],
    ['["a\\u200b"]', "hidden-character 1:2"],
    ["[".repeat(100_000), "too-deep 1:34"],
    [`"${"a".repeat(1_000_000)}`, "json-syntax 1:1"],
    [`["${"\\n".repeat(1_000_000)}"]`, "hidden-character 1:2"],
  ])("refuses %s", (text, expected) => {
    expect(codesOf(text)).toEqual([expected]);
  });

  test("never throws, whatever the bytes are", () => {
    const piece = fc.constantFrom(...'[]{}:,"\\ \n0-1.eEtfnu', "null", '"a"', "\\u0041");
    const text = fc.array(piece, { maxLength: 40 }).map((parts) => new TextEncoder().encode(parts.join("")));
    fc.assert(
      fc.property(fc.oneof(text, fc.uint8Array({ maxLength: 200 })), (bytes) => {
        expect(["parsed", "refused"]).toContain(parseJson(bytes, "r.json", 1_000).kind);
      }),
      { numRuns: 1_500 },
    );
  });
});
