import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { appendEntry } from "../../src/document/yaml-append.ts";
import { NotEditable, removeEntry, setValue } from "../../src/document/yaml-edit.ts";
import { hostileText, randomList } from "../support/random-list.ts";

const braces = "# why\n- { id: a, until: 2026-11-30, reason: x } # first\n- { id: b, reason: y }\n# end\n";
const lines = '# why\n- id: a # first\n  until: "2026-11-30"\n\n# last\n- id: b\n  reason: y # as told\n';

/** Lines of the second text that the first does not have, and of the first that the second does not have. */
function linesApart(
  before: string,
  after: string,
): { readonly gone: readonly string[]; readonly come: readonly string[] } {
  const left = before.split("\n");
  const right = after.split("\n");
  while (left.length > 0 && right.length > 0 && left[0] === right[0]) [left, right].map((each) => each.shift());
  while (left.length > 0 && right.length > 0 && left.at(-1) === right.at(-1)) [left, right].map((each) => each.pop());
  return { gone: left, come: right };
}

describe("a value", () => {
  test("is set where it stands, in the quotes that it has", () => {
    expect(setValue(braces, [0, "until"], { value: "2026-12-01" })).toBe(braces.replace("11-30", "12-01"));
    expect(setValue(lines, [0, "until"], { value: "2026-12-01" })).toBe(lines.replace("11-30", "12-01"));
    expect(setValue("quota: { eu: 7, us: 6 } # bought\n", ["quota", "us"], { value: 9 })).toContain("us: 9 } # bought");
  });

  test("that is new goes behind the key it belongs to, or the last one", () => {
    expect(setValue(braces, [1, "until"], { value: "2026-12-01", behind: ["id"] })).toBe(
      braces.replace("{ id: b,", "{ id: b, until: 2026-12-01,"),
    );
    expect(setValue(lines, [1, "until"], { value: "2026-12-01", behind: ["id"] })).toBe(
      lines.replace("- id: b\n", "- id: b\n  until: 2026-12-01\n"),
    );
    expect(setValue(lines, [1, "until"], { value: "2026-12-01" })).toBe(`${lines}  until: 2026-12-01\n`);
    expect(setValue("a: { x: {} }", ["a", "x", "k"], { value: 1 })).toBe("a: { x: { k: 1 } }");
    expect(setValue("a:\n  b: 1", ["a", "c"], { value: 1 })).toBe("a:\n  b: 1\n  c: 1");
  });

  test("goes nowhere where there is no mapping, or something else than a value", () => {
    expect(() => setValue("a: 1\n", ["b", "c"], { value: 1 })).toThrow(NotEditable);
    expect(() => setValue("a: [1]\n", ["a"], { value: 1 })).toThrow(NotEditable);
    expect(() => setValue("a: [\n", ["a"], { value: 1 })).toThrow(NotEditable);
  });

  test("changes one line of any list, and any text is read back as it was", () => {
    fc.assert(
      fc.property(randomList, fc.nat(), hostileText, fc.constantFrom("role", "until"), (list, pick, value, key) => {
        const index = pick % list.entries;
        const after = setValue(list.text, [index, key], { value, behind: ["role"] });
        expect(parse(after)[index][key]).toBe(value);
        const { gone, come } = linesApart(list.text, after);
        expect(gone.length).toBeLessThanOrEqual(1);
        expect(come.length).toBeLessThanOrEqual(2);
      }),
      { numRuns: 60 },
    );
  });
});

describe("an entry", () => {
  test("takes its lines with it, and leaves comments above it", () => {
    expect(removeEntry(braces, 0)).toBe("# why\n- { id: b, reason: y }\n# end\n");
    expect(removeEntry(lines, 0)).toBe("# why\n\n# last\n- id: b\n  reason: y # as told\n");
    expect(removeEntry("- # odd\n  id: a\n-\n  id: b\n", 0)).toBe("-\n  id: b\n");
  });

  test.each([
    ["[{ id: a }, { id: b }] # x\n", 0, "[{ id: b }] # x\n"],
    ["[{ id: a }, { id: b }] # x\n", 1, "[{ id: a }] # x\n"],
    ["# x\n- { id: a }\n", 0, "# x\n[]\n"],
    ["- id: >-\n    a\n# x\n", 0, "[]\n# x\n"],
    ["- id: |\n    a\n\n# x\n- id: b", 0, "\n# x\n- id: b"],
    ["- { id: a }\n", 0, null],
  ])("of %j at %d leaves %j", (text, index, after) => {
    expect(removeEntry(text, index)).toBe(after);
  });

  test("is not taken out of brackets that go over several lines, nor out of what has none", () => {
    expect(() => removeEntry("[{ id: a }, # x\n { id: b }]\n", 1)).toThrow(NotEditable);
    expect(() => removeEntry("- a\n", 1)).toThrow(NotEditable);
    expect(() => removeEntry("a: 1\n", 0)).toThrow(NotEditable);
  });

  test("that is added to any list and removed again leaves every byte as it was", () => {
    fc.assert(
      fc.property(randomList, hostileText, hostileText, (list, person, reason) => {
        const added = appendEntry(list.text, { person, role: "x", reason }, "braces");
        expect(added.startsWith(list.text)).toBe(true);
        expect(parse(added)[list.entries]).toEqual({ person, role: "x", reason });
        expect(removeEntry(added, list.entries)).toBe(list.text);
      }),
      { numRuns: 60 },
    );
  });

  test("that is removed from any list takes nothing else of it", () => {
    fc.assert(
      fc.property(randomList, fc.nat(), (list, pick) => {
        const index = pick % list.entries;
        const before: unknown[] = parse(list.text);
        const after = removeEntry(list.text, index);
        expect(after === null ? [] : parse(after)).toEqual(before.toSpliced(index, 1));
        const comments = (text: string) => text.split(/\r?\n/).filter((line) => /^\s*#/.test(line));
        if (after !== null) expect(comments(after)).toEqual(comments(list.text));
      }),
      { numRuns: 60 },
    );
  });
});
