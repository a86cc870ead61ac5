import { describe, expect, test } from "vitest";
import type { Account } from "../../src/model/access.ts";
import { noJoiners } from "../../src/model/joiner.ts";
import { compose } from "../../src/plan/compose.ts";
import { startDiff } from "../../src/plan/diff.ts";
import { type Given, withFormer } from "../../src/plan/former.ts";
import { resolve } from "../../src/plan/resolve.ts";
import { anAccount, everyKind } from "../support/live-application.ts";
import { anApplication, anOrganization, aPerson, aRole } from "../support/people.ts";

const at = "2026-11-23T09:00:00Z";
const role = aRole({
  name: "everyone",
  birthright: [{ conditions: {}, at: { file: "roles/everyone.yaml", line: 3, column: 1 } }],
  grants: [
    {
      kind: "entitlement",
      entitlement: { application: "chat", type: "group", value: "all" },
      at: { file: "roles/everyone.yaml", line: 4, column: 1 },
    },
  ],
});
const organization = anOrganization({
  people: [aPerson({ id: "e1001" }), aPerson({ id: "e1002" })],
  roles: [role],
  pools: [],
  assignments: [],
  applications: [anApplication({ name: "chat" })],
});

/** Plans with `all` as it should be and a further group that no file names; `given` is what the ledger knows. */
function planWith(given: Given, members: readonly string[], shown = true) {
  const desired = withFormer(resolve(organization, at), given);
  const chat = desired.applications.get("chat");
  if (chat === undefined) throw new Error("no chat");
  const diff = startDiff({ desired: chat, people: desired.people, at, can: everyKind, irreversible: new Map() });
  const accounts: Account[] = ["e1001", "e1002"].map((externalId) => {
    const wanted = chat.accounts.get(externalId);
    return anAccount({ externalId, userName: wanted?.userName ?? "", attributes: wanted?.attributes ?? {} });
  });
  diff.page({
    kind: "accounts",
    accounts: [...accounts, anAccount({ id: "x", externalId: null, userName: "stranger" })],
  });
  const all = { application: "chat", id: "g1", name: "all", members: ["id-e1001", "id-e1002"] };
  const old = { application: "chat", id: "g2", name: "old", members };
  diff.page({ kind: "groups", groups: shown ? [all, old] : [all] });
  const observed = [diff.finish({ kind: "complete", accounts: 3, groups: 2 })];
  return compose({ organization, desired, observed, peopleBefore: null, poolsBefore: null, joiners: noJoiners });
}

const given: Given = new Map([
  [
    "chat",
    new Map([
      ["group:old", new Set(["e1001"])],
      ["group:all", new Set(["e1001"])],
    ]),
  ],
]);

describe("what was given and nothing names any more", () => {
  test("is taken back from whom it was given, and from nobody else", () => {
    const { changes } = planWith(given, ["id-e1001", "id-e1002", "x"]);
    expect(changes.map(({ key }) => key)).toEqual(["chat/e1001/revoke/group:old"]);
  });

  test("says that no role gives it", () => {
    const [change] = planWith(given, ["id-e1001"]).changes;
    expect(change?.because[0]).toMatchObject({ kind: "no-rule" });
  });

  test("is left alone when nobody knows that it was given", () => {
    expect(planWith(new Map(), ["id-e1001"]).changes).toEqual([]);
  });

  test("is done when it is gone there, and its group is no mistake in a file", () => {
    expect(planWith(given, []).changes).toEqual([]);
    const gone = planWith(given, [], false);
    expect(gone.changes).toEqual([]);
    expect(gone.missingGroups).toEqual([]);
  });

  test("does not change what a file still names", () => {
    const { changes } = planWith(new Map([["chat", new Map([["group:all", new Set(["e1001"])]])]]), []);
    expect(changes).toEqual([]);
  });
});
