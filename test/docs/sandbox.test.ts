import { beforeAll, describe, expect, test } from "vitest";
import { dialects } from "../../src/sandbox/dialects.ts";
import { rules } from "../../src/sandbox/lint/rules.ts";
import { codesOf, readPage, tableRowsOf } from "./markdown.ts";

let page: string;
beforeAll(async () => {
  page = await readPage("docs/sandbox.md");
});

/** The table below a mark, without its header. */
function tableAfter(mark: string): readonly (readonly string[])[] {
  const [, rest = ""] = page.split(`<!-- ${mark} -->\n`);
  return tableRowsOf(rest.split("\n\n")[0] ?? "").slice(1);
}

describe("docs/sandbox.md", () => {
  test("lists every rule as the linter has it, and no other", () => {
    const listed = tableAfter("rules").map(([id = "", ...cells]) => [codesOf(id)[0] ?? "", ...cells]);
    const known = Object.entries(rules).map(([id, { severity, section, means }]) => [id, severity, section, means]);
    expect(listed).toEqual(known);
  });

  test("lists every dialect, and no other", () => {
    const listed = tableAfter("dialects").flatMap(([names = ""]) => codesOf(names));
    expect(listed.toSorted()).toEqual(Object.keys(dialects).toSorted());
  });

  test("names every operation of /_sandbox that it promises", () => {
    const promised = tableAfter("admin").flatMap(([operation = ""]) => codesOf(operation));
    expect(promised).toContain("GET lint");
    expect(promised).toContain("POST faults");
  });
});
