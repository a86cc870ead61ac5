import { afterAll, describe, expect, test } from "vitest";
import { appendRun } from "../../src/audit/append.ts";
import type { ManifestEntry } from "../../src/model/manifest.ts";
import type { Organization } from "../../src/model/organization.ts";
import { systemDisk } from "../../src/ports/disk.ts";
import type { Files } from "../../src/run/read-files.ts";
import { recallDeeds, type UndoRequest } from "../../src/run/recall-deeds.ts";
import { aLedger, anEntry, aRun, bareRepository, scratch } from "../audit/a-ledger.ts";
import { anApplication, anOrganization, aPerson } from "../support/people.ts";

const place = scratch();
afterAll(() => place.remove());
let ledgers = 0;

/** What is recalled of a run, after these runs were recorded, the oldest first. */
async function recall(
  request: UndoRequest,
  runs: readonly (readonly Partial<ManifestEntry>[])[],
  wish: { readonly organization?: Partial<Organization>; readonly at?: string } = {},
) {
  ledgers += 1;
  const ledger = await aLedger(bareRepository(place.sub(`ledger-${ledgers}.git`)));
  for (const [index, entries] of runs.entries()) {
    ledger.clock.advance(3600);
    await appendRun(ledger, aRun({ run: `run-${index + 1}`, entries: entries.map((entry) => anEntry(entry)) }));
  }
  const files: Files = {
    ...{ organization: anOrganization(wish.organization), diagnostics: [], inputs: {}, policies: [], policyTests: [] },
    ...{
      allowedSigners: null,
      revokedKeys: null,
      rosterManifest: null,
      rosterSource: null,
      commit: null,
      profiles: [],
      anchor: null,
      holds: [],
      at: wish.at ?? "2026-11-25T12:00:00Z",
    },
  };
  const world = { clock: ledger.clock, disk: systemDisk, git: ledger.git, root: place.path };
  const { undoes, byApplication } = await recallDeeds(world, files, request);
  return { undoes, deeds: byApplication.get("chat") ?? [] };
}

const update = (before: object, after: object): Partial<ManifestEntry> => ({
  ...{ key: "chat/e1001/update-account", kind: "update-account", target: null },
  before: { attributes: before },
  after: { attributes: after },
});

describe("what is recalled of a run", () => {
  test("is what may have taken effect, by application", async () => {
    const statuses = ["applied", "unverified", "failed", "refused", "unchanged", "not-reached"] as const;
    const { deeds, undoes } = await recall({ sequence: 2 }, [
      [{}],
      statuses.map((status) => ({ key: status, status })),
    ]);
    expect(deeds.map(({ entry }) => entry.status)).toEqual(["applied", "unverified"]);
    expect(undoes).toEqual({ sequence: 2, run: "run-2" });
  });

  test("is only what was made in a ring, when one is named", async () => {
    const entries = [{ key: "a", ring: 1 }, { key: "b", ring: 2 }, { key: "c" }];
    const { deeds, undoes } = await recall({ sequence: 1, ring: 2 }, [entries]);
    expect(deeds.map(({ entry }) => entry.key)).toEqual(["b"]);
    expect(undoes).toEqual({ sequence: 1, run: "run-1", ring: 2 });
  });

  test.each([
    [
      "a ring that the run does not have",
      [
        { key: "a", ring: 1 },
        { key: "b", ring: 3 },
      ],
      "1, 3",
    ],
    ["a ring of a run that was made in none", [{ key: "a" }], "none"],
  ])("is nothing for %s: it says which there are", async (_what, entries, known) => {
    const refused = recall({ sequence: 1, ring: 2 }, [entries]);
    await expect(refused).rejects.toMatchObject({ code: "input-invalid", message: expect.stringContaining(known) });
  });

  test("is nothing of a ring that the run did not get to", async () => {
    const entries = [
      { key: "a", ring: 1 },
      { key: "b", ring: 2, status: "not-reached" },
    ] as const;
    expect(await recall({ sequence: 1, ring: 2 }, [entries])).toMatchObject({ deeds: [] });
  });

  test("has the values from before where the files have one that fits the seal, and knows what was written", async () => {
    const people = [aPerson({ id: "e1001", attributes: { department: "Sales", title: "Clerk" } })];
    const changed = update(
      { department: "Sales", title: "Something else" },
      { department: "Engineering", title: null },
    );
    const { deeds } = await recall({ sequence: 1 }, [[changed]], { organization: { people } });
    const values = deeds.flatMap(({ values: own }) => own);
    expect(values.map(({ name, before }) => [name, before])).toEqual([
      ["department", "Sales"],
      ["title", undefined],
    ]);
    expect(values.map(({ isAfter }) => ["Engineering", "Sales", null].map(isAfter))).toEqual([
      [true, false, false],
      [false, false, true],
    ]);
  });

  test("is no other run than the one that a plan was made for", async () => {
    await expect(recall({ sequence: 1, run: "run-9" }, [[{}]])).rejects.toMatchObject({ code: "plan-stale" });
    await expect(recall({ sequence: 2 }, [[{}]])).rejects.toMatchObject({ code: "input-invalid" });
  });

  test("says that an account may be deleted only after a later run disabled it, and the rule for leavers has waited", async () => {
    const created: Partial<ManifestEntry> = { key: "c", kind: "create-account", target: null };
    const disabled: Partial<ManifestEntry> = {
      key: "d",
      kind: "disable-account",
      target: null,
      at: "2026-11-22T12:00:00Z",
    };
    const enabled: Partial<ManifestEntry> = {
      key: "e",
      kind: "enable-account",
      target: null,
      at: "2026-11-22T13:00:00Z",
    };
    const days = (number: number) => number * 86_400_000;
    const isDeletable = async (after: number, ...later: readonly Partial<ManifestEntry>[]) => {
      const applications = [anApplication({ leaver: { kind: "delete", after: days(after) } })];
      const { deeds } = await recall({ sequence: 1 }, [[created], later], { organization: { applications } });
      return deeds.map((deed) => deed.isDeletable);
    };
    expect(await isDeletable(3, disabled)).toEqual([true]);
    expect(await isDeletable(4, disabled)).toEqual([false]);
    expect(await isDeletable(3, disabled, enabled)).toEqual([false]);
    expect(await isDeletable(0)).toEqual([false]);
    expect((await recall({ sequence: 1 }, [[created], [disabled]])).deeds.map((deed) => deed.isDeletable)).toEqual([
      false,
    ]);
  });
});
