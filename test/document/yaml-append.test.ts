import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { appendEntry } from "../../src/document/yaml-append.ts";

const entry = { id: "2026-11-23-1", seats: 12, requested: "2026-11-23", reason: "Twelve: join # soon" };

describe("an entry", () => {
  test.each([
    ["block entries and comments", "# why\n- id: a # first\n  seats:   1\n\n\n# last\n- {id: b}\n# end\n"],
    ["an indented list", "  - id: a\n    seats: 1\n"],
    ["a file without a last line break", "- id: a"],
    ["a long line, and quotes that are not needed", `- id: "a"\n  reason: ${"long ".repeat(60)}\n`],
  ])("is put behind %s, of which every byte stays", (_what, text) => {
    const after = appendEntry(text, entry);
    expect(after.startsWith(text)).toBe(true);
    expect(parse(after)).toEqual([...parse(text), entry]);
  });

  test("ends its lines like the file", () => {
    const after = appendEntry("- id: a\r\n", entry);
    expect(after.replaceAll("\r\n", "")).not.toContain("\n");
    expect(parse(after)).toEqual([{ id: "a" }, entry]);
  });

  test("is the first of a file that is not there", () => {
    expect(parse(appendEntry("", entry))).toEqual([entry]);
  });

  test.each([
    ["an empty list", "# nothing yet\n[]\n", []],
    ["a list in brackets", "# some\n[{ id: a }, { id: b }]\n", [{ id: "a" }, { id: "b" }]],
    ["an end of the document", "# some\n- id: a\n...\n", [{ id: "a" }]],
  ])("goes into %s, whose comments stay", (_what, text, before) => {
    const after = appendEntry(text, entry);
    expect(parse(after)).toEqual([...before, entry]);
    expect(after).toContain(text.slice(0, text.indexOf("\n")));
  });

  test("is written so that any text is read back as it was", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.nat(), (reason, seats) => {
        expect(parse(appendEntry("- id: a\n", { reason, seats }))).toEqual([{ id: "a" }, { reason, seats }]);
      }),
    );
  });

  test("goes into nothing that is no list", () => {
    expect(() => appendEntry("id: a\n", entry)).toThrow(TypeError);
  });
});
