import { describe, expect, test } from "vitest";
import type { Change } from "../../src/model/change.ts";
import { draftAdopt } from "../../src/run/draft-adopt.ts";
import { anEditWorld, draftedOf } from "../support/edit-world.ts";
import { aChange, aPlannedChange } from "../support/plan.ts";

const now = { ref: null, at: null };
const month = "assignments/2026-11.yaml";
const auditor =
  "name: auditor\nowner: security\nrisk: 40\ngrants: [{ application: chat, group: audit }]\nmaxDuration: 30d\n";
const files = {
  "roles/auditor.yaml": auditor,
  [month]: "# Clerks\n- { person: e1002, role: payer, reason: REQ-1 } # kept\n",
};
const since = { sequence: 4, at: "2026-11-23T08:00:00Z" };
const wishOf = (changes: readonly Change[], more: { readonly until?: string; readonly reason?: string } = {}) => ({
  ...{ reason: "as it was done", until: null, ...more },
  changes: changes.map((change) => ({ ...aPlannedChange(change), since })),
});
const gave = aChange.revoke({ person: "e1002", group: "audit" });
const took = aChange.grant({ person: "e1002", group: "payments" });

describe("adopting what was done by hand", () => {
  test("ends and adds in one file, keeps every other byte, and ends what may not be held for ever", async () => {
    const { world, write } = await anEditWorld(files);
    const draft = draftedOf(await draftAdopt(world, now, wishOf([gave, took])));
    expect(draft.edits).toEqual([
      {
        path: month,
        before: files[month],
        after: `# Clerks
- { person: e1002, role: payer, until: 2026-11-23T09:00Z, reason: REQ-1 } # kept
- { person: e1002, role: auditor, from: 2026-11-23T09:00Z, until: 2026-12-23T09:00Z, reason: as it was done }
`,
      },
    ]);
    expect((await write(draft)).assignments).toHaveLength(3);
    expect(draft.title).toBe("Adopt 2 changes made by hand");
  });

  test("goes on beside what cannot be adopted, and is no change where nothing can", async () => {
    const { world } = await anEditWorld(files);
    const other = aChange.update({ person: "e1002" });
    const draft = draftedOf(await draftAdopt(world, now, wishOf([gave, other])));
    expect(draft.title).toBe("Adopt 1 change made by hand");
    expect(draft.remarks.join()).toContain(`${other.key} cannot be adopted`);
    expect(await draftAdopt(world, now, wishOf([other]))).toMatchObject({ kind: "unchanged", remarks: [{}] });
  });

  test("takes an end of one's own, and refuses one that is over or longer than the role allows", async () => {
    const { world } = await anEditWorld(files);
    const until = async (text: string) => draftAdopt(world, now, wishOf([gave], { until: text }));
    expect(draftedOf(await until("2026-11-30")).edits[0]?.after).toContain("from: 2026-11-23, until: 2026-11-30");
    await expect(until("2026-11-01")).rejects.toMatchObject({ code: "input-invalid" });
    await expect(until("soon")).rejects.toMatchObject({ code: "input-invalid" });
    expect(await until("2027-11-30")).toMatchObject({ kind: "invalid", diagnostics: [{ code: "too-long" }] });
  });
});
