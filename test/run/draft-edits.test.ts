import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { draftGrant, type GrantWish } from "../../src/run/draft-grant.ts";
import { draftPool } from "../../src/run/draft-pool.ts";
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
      { numRuns: 8 },
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

const pool = `# Bought in spring\n${aRepository["pools/ide.yaml"]}alertAt: 90% # a tenth\n`;
const files = { "pools/ide.yaml": pool };

async function withSettings(...settings: string[]) {
  const { world } = await anEditWorld(files);
  return draftedOf(await draftPool(world, now, { pool: "ide", settings }));
}

describe("a pool's numbers", () => {
  test("are set where they stand, with comments and order kept", async () => {
    const { edits } = await withSettings("quota.eu=7", "overflow=0", "alertAt=80%", "whenFull=deny");
    expect(edits).toEqual([
      {
        path: "pools/ide.yaml",
        before: pool,
        after: `${pool.replace("eu: 10", "eu: 7").replace("global: 2", "global: 0").replace("90% #", "80% #")}whenFull: deny\n`,
      },
    ]);
  });

  test("come with what they do to seats, as far as files tell", async () => {
    const { effect } = await withSettings("quota.eu=0", "overflow=0");
    expect(effect).toEqual({
      pool: "ide",
      locations: [
        { location: "eu", quotaBefore: 10, quotaAfter: 0, takenBefore: 1, takenAfter: 0 },
        { location: "us", quotaBefore: 5, quotaAfter: 5, takenBefore: 1, takenAfter: 1 },
        { location: "global", quotaBefore: 2, quotaAfter: 0, takenBefore: 0, takenAfter: 0 },
      ],
      asking: 2,
      waitingBefore: 0,
      waitingAfter: 1,
    });
  });

  test("that are so already are no change, however they are written", async () => {
    const { world } = await anEditWorld(files);
    expect(await draftPool(world, now, { pool: "ide", settings: ["quota.eu=10", "alertAt=90%"] })).toMatchObject({
      kind: "unchanged",
    });
  });

  test.each([
    "quota.eu=-1",
    "quota.eu=1.5",
    "quota.eu=1e3",
    "quota.eu=010",
    "quota.eu=99999999",
    "quota.eu=",
    "quota.ue=3",
    "overflow=x",
    "alertAt=101%",
    "alertAt=2",
    "whenFull=never",
    "qouta.eu=3",
    "name=x",
    "reserve.seats=4",
    "quota.eu",
    "=3",
  ])("are refused as %s", async (setting) => {
    await expect(withSettings(setting)).rejects.toMatchObject({ code: "input-invalid" });
  });

  test("are refused twice, and for a pool that is not there, with the nearest name", async () => {
    await expect(withSettings("overflow=1", "quota.global=2")).rejects.toMatchObject({ code: "input-invalid" });
    const { world } = await anEditWorld(files);
    const refused = await draftPool(world, now, { pool: "idee", settings: ["overflow=1"] }).catch((error) => error);
    expect(refused.message).toContain('"ide"');
  });
});
