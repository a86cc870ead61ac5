import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { loadOrganization } from "../../src/desired/load.ts";
import { directoryTree } from "../../src/document/tree.ts";
import { systemDisk } from "../../src/ports/disk.ts";

const repository = fileURLToPath(new URL("../../", import.meta.url));
const at = "2026-11-23T09:00:00Z";

describe("a roster that was cut short", () => {
  let root = "";
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "rollcall-roster-"));
    for (const part of ["rollcall.yaml", "people", "roles", "pools", "assignments", "policies"]) {
      await cp(join(repository, part), join(root, part), { recursive: true });
    }
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  const cutTo = async (lines: number) => {
    const roster = join(root, "people", "roster.csv");
    await writeFile(roster, (await readFile(roster, "utf8")).split("\n").slice(0, lines).join("\n"));
    return loadOrganization(directoryTree(systemDisk, root), at);
  };

  test("loads with a warning when it is below minPeople, so that the guard can stop the plan", async () => {
    const { organization, diagnostics } = await cutTo(2);
    expect(organization?.people).toHaveLength(1);
    expect(diagnostics.map(({ code, severity }) => [code, severity])).toContainEqual(["roster-too-small", "warning"]);
    expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  });

  test("names every reference that leads nowhere when it is not", async () => {
    const { organization, diagnostics } = await cutTo(40);
    expect(organization).toBeNull();
    expect(diagnostics.filter(({ code }) => code === "unknown-person").length).toBeGreaterThan(0);
  });
});
