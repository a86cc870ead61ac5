import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { draftGrant, type GrantWish } from "../../src/run/draft-grant.ts";
import { draftRevoke } from "../../src/run/draft-revoke.ts";
import { anEditWorld, draftedOf } from "../support/edit-world.ts";
import { hostileText } from "../support/random-list.ts";
import { aRepository } from "../support/written.ts";

const now = { ref: null, at: null };
const wish: GrantWish = {
  person: "e1002",
  role: "payer",
  from: null,
  until: "2026-12-11",
  reason: "REQ-2",
  kind: "standard",
  file: null,
};
const month =
  "# This month\n- { person: e1002, role: payer, from: 2026-01-01, until: 2026-02-01, reason: old } # over\n";
const refusal = async (changes: Partial<GrantWish>) => {
  const { world } = await anEditWorld();
  return draftGrant(world, now, { ...wish, ...changes }).catch((error) => error);
};

describe("a grant", () => {
  test("goes behind what the file of the month holds, and into a new one where there is none", async () => {
    const there = await anEditWorld({ "assignments/2026-11.yaml": month });
    const [edit] = draftedOf(await draftGrant(there.world, now, wish)).edits;
    expect(edit).toEqual({
      path: "assignments/2026-11.yaml",
      before: month,
      after: `${month}- { person: e1002, role: payer, until: 2026-12-11, reason: REQ-2 }\n`,
    });
    const fresh = await anEditWorld();
    const draft = await draftGrant(fresh.world, now, { ...wish, kind: "emergency", from: "2026-11-24" });
    const line =
      "- { person: e1002, role: payer, from: 2026-11-24, until: 2026-12-11, reason: REQ-2, kind: emergency }\n";
    expect(draftedOf(draft).edits).toEqual([{ path: "assignments/2026-11.yaml", before: null, after: line }]);
    expect((await fresh.write(draft)).assignments).toHaveLength(2);
  });

  test("writes nothing until it is written, and then says that it is there already", async () => {
    const { world, textOf, write } = await anEditWorld();
    const draft = await draftGrant(world, now, wish);
    expect(await textOf("assignments/2026-11.yaml")).toBeNull();
    await write(draft);
    expect(await draftGrant(world, now, { ...wish, reason: "other words" })).toMatchObject({ kind: "unchanged" });
    expect(await draftGrant(world, now, { ...wish, until: "2026-12-12" })).toMatchObject({ kind: "drafted" });
  });

  test("takes a user name, and another file", async () => {
    const { world } = await anEditWorld();
    const file = "assignments/2026.yaml";
    const [edit] = draftedOf(await draftGrant(world, now, { ...wish, person: "BEN@acme.example", file })).edits;
    expect(edit?.path).toBe(file);
    expect(edit?.after).toContain("person: e1002, role: payer");
  });

  test("begins now where the role has a longest time, by the day or by the minute", async () => {
    const { world } = await anEditWorld({ "assignments/2026.yaml": "[]\n" });
    const [day] = draftedOf(await draftGrant(world, now, { ...wish, role: "lead" })).edits;
    expect(day?.after).toContain("from: 2026-11-23, until: 2026-12-11");
    const [minute] = draftedOf(
      await draftGrant(world, now, { ...wish, role: "lead", until: "2026-11-23T17:00Z" }),
    ).edits;
    expect(minute?.after).toContain("from: 2026-11-23T09:00Z, until: 2026-11-23T17:00Z");
    expect(await draftGrant(world, now, { ...wish, role: "lead", until: "2027-11-23" })).toMatchObject({
      kind: "invalid",
      diagnostics: [{ code: "too-long", at: { file: "assignments/2026-11.yaml", line: 1 } }],
    });
  });

  test("names the nearest person or role for one that is not there", async () => {
    expect((await refusal({ person: "e1020" })).message).toContain("e1002");
    expect((await refusal({ role: "payee" })).message).toContain('"payer"');
  });

  test.each<[string, Partial<GrantWish>]>([
    ["a person who has left", { person: "e1003" }],
    ["an emergency without an end", { kind: "emergency", until: null }],
    ["a temporary one without an end", { kind: "temporary", until: null }],
    ["an end that is over", { until: "2026-11-22" }],
    ["an end before its begin", { from: "2026-12-12" }],
    ["a day that no calendar has", { until: "2026-02-30" }],
    ["a file that is none of assignments", { file: "roles/x.yaml" }],
    ["a file outside", { file: "assignments/../rollcall.yaml" }],
  ])("is refused for %s", async (_what, changes) => {
    expect(await refusal(changes)).toMatchObject({ code: "input-invalid" });
  });

  test("of a role that another one of theirs excludes tells so", async () => {
    const { world } = await anEditWorld();
    const { remarks } = draftedOf(await draftGrant(world, now, { ...wish, person: "e1001" }));
    expect(remarks.join()).toContain("assignments/2026-11.yaml:1");
  });

  test.each(["two\nlines", "right\u202eto left", "", " padded "])("with the reason %j is no draft", async (reason) => {
    const { world } = await anEditWorld();
    expect(await draftGrant(world, now, { ...wish, reason })).toMatchObject({ kind: "invalid" });
  });

  test("says so when the person holds the role by birthright", async () => {
    const { world } = await anEditWorld();
    const { remarks } = draftedOf(await draftGrant(world, now, { ...wish, person: "e1001", role: "engineer" }));
    expect(remarks[0]).toContain("roles/engineer.yaml:6");
  });

  test("with any reason is read back with that reason, and revoked before it begins leaves every byte as it was", async () => {
    await fc.assert(
      fc.asyncProperty(hostileText, fc.constantFrom(month, "[]\n", "# none\n[]\n", null), async (reason, before) => {
        const file = "assignments/2026-11.yaml";
        const { world, textOf, write } = await anEditWorld(before === null ? {} : { [file]: before });
        const draft = await draftGrant(world, now, { ...wish, reason, from: "2026-12-01" });
        const { assignments } = await write(draft);
        expect(assignments.find(({ role, from }) => role === "payer" && from === "2026-12-01T00:00:00Z")?.reason).toBe(
          reason,
        );
        await write(await draftRevoke(world, now, { person: "e1002", role: "payer", end: null, reason: null }));
        // A file that holds nothing but an empty list goes with its last entry.
        expect(await textOf(file)).toBe(before === "[]\n" ? null : before);
      }),
      { numRuns: 12 },
    );
  });

  test("proposes under the same name whenever and wherever it is made, and another wish under another", async () => {
    const topic = async (changes: Partial<GrantWish>, texts = {}) =>
      draftedOf(await draftGrant((await anEditWorld(texts)).world, now, { ...wish, ...changes })).topic;
    expect(await topic({}, { "assignments/2026-11.yaml": month })).toEqual(await topic({ person: "ben@acme.example" }));
    expect(await topic({ reason: "REQ-3" })).not.toEqual(await topic({}));
    expect(aRepository["assignments/2026.yaml"]).toContain("e1002");
  });
});
