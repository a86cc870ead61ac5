import fc from "fast-check";
import { expect, test } from "vitest";
import { aRepository, load } from "../support/written.ts";

const paths = [...Object.keys(aRepository), "policies/thresholds.yaml", "policies/a.rego", "policies/allowed_signers"];
const path = fc.constantFrom(...paths);
const encoder = new TextEncoder();

test("any bytes in any file give diagnostics, and never throw", async () => {
  await fc.assert(
    fc.asyncProperty(path, fc.uint8Array({ maxLength: 200 }), async (file, bytes) => {
      const { organization, diagnostics } = await load({ [file]: bytes });
      expect(organization !== null || diagnostics.some(({ severity }) => severity === "error")).toBe(true);
    }),
    { numRuns: 150 },
  );
});

test("a right file with a piece cut out, doubled or put in never throws, and every place lies in a file", async () => {
  const piece = fc.constantFrom(
    "",
    " ",
    "\n",
    "\t",
    ":",
    "- ",
    "[",
    "}",
    '"',
    ",",
    "*",
    "&a ",
    "~",
    "-1",
    "null",
    "é",
    "\u0000",
    "2026-02-30",
  );
  await fc.assert(
    fc.asyncProperty(path, fc.nat(), fc.nat({ max: 30 }), piece, async (file, at, length, inserted) => {
      const text = aRepository[file] ?? "";
      const start = at % (text.length + 1);
      const changed = `${text.slice(0, start)}${inserted}${text.slice(start + length)}`;
      const { organization, diagnostics } = await load({ [file]: encoder.encode(changed) });
      const isWrong = diagnostics.some(({ severity }) => severity === "error");
      expect(organization === null).toBe(isWrong);
      for (const diagnostic of diagnostics) {
        expect(diagnostic.at.line).toBeGreaterThan(0);
        expect(diagnostic.at.column).toBeGreaterThan(0);
        expect(diagnostic.hint ?? "").not.toBe("");
      }
    }),
    { numRuns: 300 },
  );
});

test("a roster that was cut anywhere is an error, a doubt, or has fewer people at the end of a line", async () => {
  const roster = aRepository["people/roster.csv"] ?? "";
  for (let length = 0; length < roster.length; length += 1) {
    const { organization, diagnostics } = await load({
      "people/roster.csv": roster.slice(0, length),
      "assignments/2026.yaml": null,
    });
    if (diagnostics.length === 0) expect(roster[length - 1]).toBe("\n");
    if (organization !== null && roster[length - 1] !== "\n") {
      expect(diagnostics.map(({ code }) => code)).toContain("csv-unfinished");
    }
  }
});
