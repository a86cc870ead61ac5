import { describe, expect, test } from "vitest";
import { profiles } from "../../src/connectors/scim/profile-by-name.ts";
import { directoryTree } from "../../src/document/tree.ts";
import { readProfiles } from "../../src/run/read-profiles.ts";
import { FakeDisk } from "../support/fake-disk.ts";
import { fencesOf, readPage } from "./markdown.ts";
import { keyTable, profileTables } from "./profile-table.ts";

const page = await readPage("docs/profiles.md");

function between(name: string): string {
  const [, rest = ""] = page.split(`<!-- ${name} -->\n`);
  return rest.split(`\n<!-- end of ${name} -->`)[0] ?? "";
}

describe("the page of profiles", () => {
  test("shows every profile as the data has it (copy what is expected here into the page)", () => {
    expect(between("profiles")).toBe(profileTables(profiles).trimEnd());
  });

  test("explains every key of a profile as the schema has it", () => {
    expect(between("keys")).toBe(keyTable().trimEnd());
  });

  test("has an example that is valid", async () => {
    const [example] = fencesOf(page);
    const disk = new FakeDisk();
    await disk.write(`/root/${example?.path}`, new TextEncoder().encode(example?.text ?? ""));
    const { profiles: own, diagnostics } = await readProfiles(directoryTree(disk, "/root"));
    expect(diagnostics).toEqual([]);
    expect(own.map(({ name, members }) => [name, members?.maxPerPatch])).toEqual([["intranet", 20]]);
  });
});
