import { expect, test } from "vitest";
import { readHolds } from "../../src/desired/holds-file.ts";
import { aTree } from "../support/written.ts";

const read = async (text: string | null) => readHolds(await aTree({ "audit/holds.yaml": text }));

test("holds on people and on everybody are read with their line", async () => {
  const { holds, diagnostics } = await read(
    "people:\n  - { person: e9, reason: CASE-1, from: 2026-01-02, until: 2026-12-31 }\neverybody:\n  - { reason: CASE-2, from: 2026-03-01T09:00Z }\n",
  );
  expect(diagnostics).toEqual([]);
  expect(holds).toMatchObject([
    { person: "e9", reason: "CASE-1", from: "2026-01-02T00:00:00Z", until: "2027-01-01T00:00:00Z", at: { line: 2 } },
    { person: null, reason: "CASE-2", from: "2026-03-01T09:00:00Z", until: null, at: { line: 4 } },
  ]);
});

test("no file, and an empty one, hold nobody", async () => {
  for (const text of [null, "# nobody\n"]) expect(await read(text)).toEqual({ holds: [], diagnostics: [] });
});

test.each([
  ["people: [{ person: e9, from: 2026-01-01 }]\n", "missing-key"],
  ["people: [{ person: e9, reason: x, from: 2026-13-01 }]\n", "no-such-moment"],
  ["everybody: [{ reason: x, from: 2026-02-01, until: 2026-01-01 }]\n", "until-before-from"],
  ["everyone: []\n", "unknown-key"],
])("%j is refused", async (text, code) => {
  const { holds, diagnostics } = await read(text);
  expect(holds).toEqual([]);
  expect(diagnostics.map((each) => each.code)).toEqual([code]);
});
