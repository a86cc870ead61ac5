import { describe, expect, test } from "vitest";
import { draftRevoke } from "../../src/run/draft-revoke.ts";
import { anEditWorld, draftedOf } from "../support/edit-world.ts";

const now = { ref: null, at: null };
const lead = { person: "e1002", role: "lead", end: null, reason: null };
const payer = { ...lead, role: "payer" };

/** What the files of assignments say after a revocation of `payer`. */
async function afterwards(text: string, wish: { readonly end?: string } = {}) {
  const { world } = await anEditWorld({ "assignments/2026-11.yaml": text });
  const [edit] = draftedOf(await draftRevoke(world, now, { ...payer, ...wish })).edits;
  return edit?.after;
}

describe("a revocation", () => {
  test("brings the end forward, and keeps the rest of the line", async () => {
    const { world } = await anEditWorld();
    const draft = draftedOf(await draftRevoke(world, now, lead));
    expect(draft.edits[0]?.after).toBe(
      "- { person: e1002, role: lead, from: 2026-11-01, until: 2026-11-23T09:00Z, reason: REQ-1, kind: temporary }\n",
    );
    expect(draft.remarks[0]).toContain("assignments/2026.yaml:1");
  });

  test("sets an end where there is none, behind the begin", async () => {
    const text = "# clerks\n- person: e1002\n  role: payer # x\n  from: 2026-01-01\n  reason: r\n";
    expect(await afterwards(text, { end: "2026-11-30" })).toBe(text.replace("01-01\n", "01-01\n  until: 2026-11-30\n"));
  });

  test("ends every open assignment, removes those that have not begun, and leaves those that are over", async () => {
    const over = "- { person: e1002, role: payer, from: 2026-01-01, until: 2026-02-01, reason: a }\n";
    const open = "- { person: e1002, role: payer, reason: b }\n# next\n";
    const next = "- { person: e1002, role: payer, from: 2026-12-01, until: 2026-12-05, reason: c }\n";
    const other = "- { person: e1001, role: lead, from: 2026-11-01, until: 2026-11-30, reason: d }\n";
    expect(await afterwards(over + open + next + other)).toBe(
      over + open.replace("payer,", "payer, until: 2026-11-23T09:00Z,") + other,
    );
  });

  test("of nothing that is open says so", async () => {
    const { world, write } = await anEditWorld();
    expect(await draftRevoke(world, now, payer)).toMatchObject({ kind: "unchanged" });
    await write(await draftRevoke(world, now, lead));
    expect(await draftRevoke(world, now, lead)).toMatchObject({ kind: "unchanged" });
    expect(await draftRevoke(world, now, { ...lead, end: "2026-11-30" })).toMatchObject({ kind: "unchanged" });
  });

  test("of a birthright is refused, with the row that gives it and the row of the person", async () => {
    const { world } = await anEditWorld();
    const birthright = { ...lead, person: "e1001", role: "engineer" };
    const refused = await draftRevoke(world, now, birthright).catch((error) => error);
    expect(refused).toMatchObject({ code: "input-invalid" });
    expect(refused.message).toContain("roles/engineer.yaml:6");
    expect(refused.message).toContain("people/roster.csv:2");
    const assigned = "- { person: e1001, role: engineer, reason: too }\n";
    const both = await anEditWorld({ "assignments/2026-11.yaml": assigned });
    expect(draftedOf(await draftRevoke(both.world, now, birthright)).remarks.join()).toContain("roles/engineer.yaml:6");
  });

  test.each([
    ["an end that has passed", { end: "2026-11-22" }],
    ["an end that is none", { end: "soon" }],
    ["a role that is none", { role: "leader" }],
    ["a person who is none", { person: "e1" }],
  ])("is refused for %s", async (_what, changes) => {
    const { world } = await anEditWorld();
    await expect(draftRevoke(world, now, { ...lead, ...changes })).rejects.toMatchObject({ code: "input-invalid" });
  });

  test("of a list in brackets over several lines is left to a person", async () => {
    const text =
      "[\n{ person: e1002, role: payer, from: 2026-12-01, reason: a }, # x\n{ person: e1001, role: lead, from: 2026-11-01, until: 2026-11-30, reason: d }]\n";
    await expect(afterwards(text)).rejects.toMatchObject({ code: "input-invalid" });
  });
});
