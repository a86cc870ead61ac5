import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ParseResult } from "../../src/document/parsed.ts";
import { parseYaml } from "../../src/document/yaml.ts";

const parse = (text: string): ParseResult => parseYaml(new TextEncoder().encode(text), "x.yaml");
const dataOf = (text: string): unknown => {
  const result = parse(text);
  if (result.kind === "refused") throw new Error(JSON.stringify(result.diagnostics));
  return result.document.value;
};
const codesOf = (text: string): readonly string[] => {
  const result = parse(text);
  return result.kind === "parsed" ? [] : result.diagnostics.map(({ code, at }) => `${code} ${at.line}:${at.column}`);
};

describe("reading YAML", () => {
  test("gives plain data", () => {
    const text = "a: 1\nb:\n  - x\n  - { c: true, d: null, e: 'q' }\nf: |\n  [ text\n   more\ng: plain\n  goes on\n";
    expect(dataOf(text)).toEqual({
      a: 1,
      b: ["x", { c: true, d: null, e: "q" }],
      f: "[ text\n more\n",
      g: "plain goes on",
    });
  });

  test("reads words of YAML 1.1 as the texts they are", () => {
    expect(dataOf("[no, yes, on, off, 2026-11-30, 12:30, 1_000, 10%]")).toEqual([
      ...["no", "yes", "on", "off", "2026-11-30", "12:30", "1_000", "10%"],
    ]);
  });

  test("takes line ends of Windows, a byte order mark, one start mark and comments", () => {
    expect(dataOf("\ufeff# a file\r\n---\r\na: 1 # one\r\nb:\r\n  - x\r\n...\r\n")).toEqual({ a: 1, b: ["x"] });
  });

  test("knows where every value and key was written", () => {
    const result = parse("\ufeffa: 1\r\nlist:\r\n  - x\r\n  - { b: [1, 2], 'c': ~ }\r\n");
    if (result.kind === "refused") throw new Error("refused");
    const place = (path: readonly (string | number)[]) => {
      const [key, value] = [result.document.keyAt(path), result.document.at(path)];
      return [`${key.line}:${key.column}`, `${value.line}:${value.column}`];
    };
    expect(place([])).toEqual(["1:1", "1:1"]);
    expect(place(["a"])).toEqual(["1:1", "1:4"]);
    expect(place(["list"])).toEqual(["2:1", "3:3"]);
    expect(place(["list", 1])).toEqual(["4:5", "4:5"]);
    expect(place(["list", 1, "b"])).toEqual(["4:7", "4:10"]);
    expect(place(["list", 1, "b", 1])).toEqual(["4:14", "4:14"]);
    expect(place(["list", 1, "c"])).toEqual(["4:18", "4:23"]);
    expect(place(["list", 1, "missing", "deeper"])).toEqual(["4:5", "4:5"]);
  });

  test("gives objects without a prototype", () => {
    expect(Object.getPrototypeOf(dataOf("{ a: 1 }"))).toBeNull();
  });
});

/** What it is, the text, and what is said about it first. */
const hostile: readonly (readonly [string, string, string])[] = [
  ["20,000 brackets", "[".repeat(20_000), "too-deep 1:33"],
  ["20,000 braces", "{a: ".repeat(20_000), "too-deep 1:129"],
  ["20,000 dashes", "- ".repeat(20_000), "too-deep 1:65"],
  ["20,000 question marks", "? ".repeat(20_000), "too-deep 1:65"],
  ["300 indented levels", Array.from({ length: 300 }, (_, n) => `${" ".repeat(n)}a:`).join("\n"), "too-deep 33:34"],
  ["40,000 keys", Array.from({ length: 40_000 }, (_, n) => `${n.toString(36)}:`).join("\n"), "too-many-keys 20001:4"],
  ["an alias bomb", "a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n", "yaml-alias 1:4"],
  ["a typo in indentation", "a: 1\n b: 2\n", "yaml-syntax 1:4"],
  ["a tab", "a:\n\tb: 1\n", "yaml-tab 2:1"],
  ["a tab after spaces", "a:\n  b: 1\n \tc: 1\n", "yaml-tab 3:2"],
  ["a duplicate key in a flow mapping", "x: { a: 1, a: 2 }\n", "duplicate-key 1:12"],
  ["a tag that makes functions", "a: !!js/function 'return 1'\n", "yaml-tag 1:4"],
  ["an unknown tag", "a: !thing x\n", "yaml-tag 1:4"],
  ["NUL", "a: \0\n", "hidden-character 1:4"],
  ["a bidirectional override", "a: b # \u202e c\n", "hidden-character 1:8"],
  ["a zero-width space", "ad\u200bmin: 1\n", "hidden-character 1:3"],
  ["a byte order mark inside", "a: \ufeffb\n", "hidden-character 1:4"],
  ["half a character, escaped", 'a: "x\\ud800y"\n', "hidden-character 1:4"],
  ["NUL, escaped", 'a: ["b", "\\0"]\n', "hidden-character 1:10"],
  ["a bidirectional override, escaped", 'a: "\\u202e"\n', "hidden-character 1:4"],
  ["a carriage return, escaped", 'a: "b\\rc"\n', "hidden-character 1:4"],
  ["a zero-width space in a key, escaped", '"ad\\u200bmin": 1\n', "hidden-character 1:1"],
  ["an integer of 20 digits", "a: 12345678901234567890\n", "unsafe-number 1:4"],
  ["an infinity", "a: .inf\n", "unsafe-number 1:4"],
  ["a number with a leading zero", "a: 0123\n", "ambiguous-number 1:4"],
  ["__proto__", "a:\n  __proto__: { admin: true }\n", "forbidden-key 2:3"],
  ["constructor", "constructor: { prototype: { admin: true } }\n", "forbidden-key 1:1"],
  ["a merge key", "<<: { a: 1 }\n", "forbidden-key 1:1"],
  ["a list as key", "? [a]\n: x\n", "key-not-text 1:3"],
  ["a second document after an end mark", "a: 1\n...\nb: 1\n", "yaml-many-documents 3:1"],
  ["a bracket that is not closed", "a: [1, 2\nb: 3\n", "yaml-indent 2:1"],
  ["a quote that is not closed", "a: 'x\nb: 3\n", "yaml-syntax 3:1"],
];

describe("hostile YAML", () => {
  test.each(hostile)("%s is refused at its place", (_, text, expected) => {
    expect(codesOf(text)[0]).toBe(expected);
  });

  // Measured as shares of a plain file of the same size, so that a slow machine does not matter.
  test("takes no longer than four times a plain file of its size", () => {
    const cpu = (text: string) => {
      const start = process.cpuUsage();
      parse(text);
      return process.cpuUsage(start).user;
    };
    const size = 20_000;
    const plain = "- { person: e1042, role: engineer, reason: REQ-1 }\n".repeat(size / 51);
    cpu(plain);
    const usual = Math.max(cpu(plain), cpu(plain));
    const units = [
      "[",
      "{a: ",
      "- ",
      "? ",
      ": ",
      ",",
      "]",
      "}",
      "[,",
      "'",
      '"\\',
      "#\n",
      "---\n",
      "...\n",
      "|\n",
      "a\n,",
      "\n",
      " ",
      "%\n",
      "&a ",
      "*a ",
      "!",
      "- 1\n",
      "a:\n",
      "a: b: ",
      "- [a\n",
      "\ta\n",
      "a: 'b\n",
    ];
    for (const unit of units) {
      const text = unit.repeat(Math.floor(size / unit.length));
      expect(cpu(text), JSON.stringify(unit)).toBeLessThan(4 * usual + 100_000);
    }
  });

  test("never throws, whatever the characters are", () => {
    const piece = fc.constantFrom(
      ..."[]{},:-?|>'\"#&*!%@` \n\t\r\\ab0.~<",
      "- ",
      ": ",
      "---\n",
      "...\n",
      "\n  ",
      "\ufeff",
      "\u2028",
    );
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join("")),
    );
    fc.assert(
      fc.property(text, (written) => {
        const result = parse(written);
        expect(result.kind === "parsed" || result.diagnostics.length > 0).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  test("never throws, whatever the bytes are", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(["parsed", "refused"]).toContain(parseYaml(bytes, "x.yaml").kind);
      }),
      { numRuns: 1_000 },
    );
  });

  test("reads JSON data back as it was", () => {
    const key = fc.stringMatching(/^[a-z]{1,6}$/).filter((name) => name !== "constructor" && name !== "prototype");
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 5 },
        fc.constantFrom(null, true, false),
        fc.integer({ min: -1_000_000, max: 1_000_000 }),
        fc.stringMatching(/^[ -~äß€]{0,20}$/),
        fc.array(tie("value"), { maxLength: 4 }),
        fc.dictionary(key, tie("value"), { maxKeys: 4 }),
      ),
    }));
    fc.assert(
      fc.property(value, (data) => {
        expect(dataOf(JSON.stringify(data))).toEqual(data);
      }),
    );
  });
});
