import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { aRepository, edited, load, placeOf, type WrittenTexts } from "../support/written.ts";

const path = "people/roster.csv.manifest.json";
const roster = aRepository["people/roster.csv"] ?? "";
const sha256 = createHash("sha256").update(roster).digest("hex");
const right = { rows: 3, sha256, exported: "2026-11-23T06:00:00Z" };
const told = (manifest: object): WrittenTexts => ({ [path]: JSON.stringify(manifest) });
const guarded = (text: string): WrittenTexts =>
  edited("rollcall.yaml", "  path: people/roster.csv\n", `  path: people/roster.csv\n  guard: { ${text} }\n`);

describe("the manifest beside a roster", () => {
  test("tells when the roster was exported, and is an input of the plan", async () => {
    const { organization, diagnostics, inputs, rosterManifest } = await load({ ...told(right), [`${path}.sig`]: "x" });
    expect(diagnostics).toEqual([]);
    expect(organization?.rosterExported).toBe("2026-11-23T06:00:00Z");
    expect(Object.keys(inputs)).toEqual(expect.arrayContaining([path, `${path}.sig`]));
    expect(rosterManifest?.signature?.path).toBe(`${path}.sig`);
  });

  test("may be YAML", async () => {
    const text = `rows: 3\nsha256: ${sha256}\nexported: 2026-11-23T06:00:00Z\n`;
    const { organization } = await load({ "people/roster.csv.manifest.yaml": text });
    expect(organization?.rosterExported).toBe("2026-11-23T06:00:00Z");
  });

  test.each([
    ["fewer rows", { ...right, rows: 4 }],
    ["other bytes", { ...right, sha256: "0".repeat(64) }],
  ])("of %s stops everything", async (_, manifest) => {
    const { organization, diagnostics } = await load(told(manifest));
    expect(diagnostics.map(({ code }) => code)).toEqual(["manifest-differs"]);
    expect(organization).toBeNull();
  });

  test("stops everything also where the roster was cut so short that nothing else fits", async () => {
    const cut = roster.split("\n").slice(0, 2).join("\n");
    const { organization, diagnostics } = await load({ ...told(right), "people/roster.csv": cut });
    expect(diagnostics.map(({ code }) => code)).toContain("manifest-differs");
    expect(organization).toBeNull();
  });

  test.each(["required", "signed"])("must be there where it is %s", async (manifest) => {
    const { organization, diagnostics } = await load(guarded(`manifest: ${manifest}`));
    expect(diagnostics.map(placeOf)).toEqual(["missing-manifest people/roster.csv:1:1"]);
    expect(organization).toBeNull();
    expect((await load({ ...guarded(`manifest: ${manifest}`), ...told(right) })).organization).not.toBeNull();
  });
});

describe("the column exported", () => {
  const withColumn = (...moments: readonly string[]): WrittenTexts => {
    const [head = "", ...rows] = roster.trim().split("\n");
    const text = [`${head},exported`, ...rows.map((row, place) => `${row},${moments[place] ?? ""}`), ""].join("\n");
    return { "people/roster.csv": text };
  };

  test.each([
    ["all rows", ["2026-11-23T06:00Z", "2026-11-22T06:00Z", "2026-11-23T06:00Z"], "2026-11-22T06:00:00Z"],
    ["some rows", ["2026-11-23T06:00Z"], undefined],
    ["rows of which one is no moment", ["2026-11-23T06:00Z", "today", "2026-11-23T06:00Z"], undefined],
  ])("tells the age of the oldest row when it is there in %s", async (_, moments, expected) => {
    expect((await load(withColumn(...moments))).organization?.rosterExported).toBe(expected);
  });
});
