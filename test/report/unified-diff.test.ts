import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { FileEdit } from "../../src/model/file-edit.ts";
import { unifiedDiff } from "../../src/report/unified-diff.ts";

const aText = fc
  .record({
    lines: fc.array(fc.constantFrom("", "a", "b", "# c", "- { d: é }", "-- x", "++ y", "\\ z", "a\r"), {
      maxLength: 30,
    }),
    isClosed: fc.boolean(),
  })
  .map(({ lines, isClosed }) => lines.join("\n") + (isClosed && lines.length > 0 ? "\n" : ""));

/** A text, and the same with some lines otherwise. */
const anEdit = fc.oneof(
  fc.record({ before: fc.option(aText), after: fc.option(aText) }),
  fc
    .record({
      before: aText,
      at: fc.nat(29),
      gone: fc.nat(2),
      come: fc.array(fc.constantFrom("x", "a"), { maxLength: 2 }),
    })
    .map(({ before, at, gone, come }) => {
      const lines = before.split("\n");
      return { before, after: lines.toSpliced(Math.min(at, lines.length), gone, ...come).join("\n") };
    }),
);

test("git applies every diff, and has what was meant", () => {
  fc.assert(
    fc.property(fc.array(anEdit, { minLength: 6, maxLength: 12 }), (texts) => {
      const edits: FileEdit[] = texts.map((text, index) => ({ path: `${index}.yaml`, ...text }));
      expect(applied(edits)).toEqual(textsOf(edits, "after"));
    }),
    { numRuns: 12 },
  );
});

test("a diff shows three lines around a change, and one hunk for changes that are near each other", () => {
  const before = "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n14\n15\n16\n17\n18\n19\n20\n";
  const after = before.replace("5\n", "five\n").replace("8\n", "").replace("20\n", "20\n21\n");
  expect(unifiedDiff([{ path: "a.yaml", before, after }])).toBe(
    `diff --git a/a.yaml b/a.yaml
--- a/a.yaml
+++ b/a.yaml
@@ -2,10 +2,9 @@
 2
 3
 4
-5
+five
 6
 7
-8
 9
 10
 11
@@ -18,3 +17,4 @@
 18
 19
 20
+21
`,
  );
});

function textsOf(edits: readonly FileEdit[], side: "before" | "after"): Record<string, string> {
  return Object.fromEntries(edits.flatMap(({ path, [side]: text }) => (text === null ? [] : [[path, text]])));
}

/** The files once git has applied the diff to those before. */
function applied(edits: readonly FileEdit[]): Record<string, string> {
  const directory = mkdtempSync(join(tmpdir(), "rollcall-diff-"));
  try {
    for (const [path, text] of Object.entries(textsOf(edits, "before"))) writeFileSync(join(directory, path), text);
    const input = unifiedDiff(edits);
    if (input !== "") {
      const { status, stderr } = spawnSync("git", ["apply", "--whitespace=nowarn"], { cwd: directory, input });
      expect([status, String(stderr)]).toEqual([0, ""]);
    }
    const names = readdirSync(directory);
    return Object.fromEntries(names.map((name) => [name, readFileSync(join(directory, name), "utf8")]));
  } finally {
    rmSync(directory, { recursive: true });
  }
}
