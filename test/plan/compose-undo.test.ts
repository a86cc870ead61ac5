import { describe, expect, test } from "vitest";
import type { Connector } from "../../src/connectors/connector.ts";
import { type MemoryApplication, memoryConnector } from "../../src/connectors/memory.ts";
import type { Change, ChangeKind } from "../../src/model/change.ts";
import type { ManifestEntry } from "../../src/model/manifest.ts";
import type { Organization } from "../../src/model/organization.ts";
import { anAccount, LiveApplication } from "../support/live-application.ts";
import { anApplication, anOrganization, aPerson, aPool } from "../support/people.ts";
import { memoryOf, type Stage, undoOn } from "../support/undo.ts";
import { virtualClock } from "../support/virtual-clock.ts";

function stageWith(
  live: LiveApplication,
  wish: Partial<Organization> = {},
): Stage & { readonly remote: MemoryApplication } {
  const organization = anOrganization({
    people: [aPerson({ id: "e1001" })],
    applications: [anApplication({ name: "chat" })],
    ...wish,
  });
  const remote = memoryOf(live);
  return { organization, remote, connectors: new Map([["chat", memoryConnector(remote, virtualClock())]]) };
}

/** An entry about the account of `e1001` in chat. */
function anEntry(kind: ChangeKind, wish: Partial<ManifestEntry> = {}): ManifestEntry {
  return {
    key: `chat/e1001/${kind}${wish.target == null ? "" : `/${wish.target}`}`,
    kind,
    application: "chat",
    person: "e1001",
    account: "id-e1001",
    target: null,
    before: null,
    after: null,
    because: [],
    decision: { verdict: "allow", risk: 0, rules: [] },
    status: "applied",
    reason: null,
    reference: null,
    attempts: 1,
    recovered: false,
    at: "2026-11-23T09:00:00Z",
    ...wish,
  };
}

async function* withoutMembers(pages: ReturnType<Connector["read"]>): ReturnType<Connector["read"]> {
  let step = await pages.next();
  for (; step.done !== true; step = await pages.next()) {
    const page = step.value;
    if (page.kind === "accounts") yield page;
    else yield { ...page, groups: page.groups.map((group) => ({ ...group, members: null })) };
  }
  return step.value;
}

const kindsOf = (changes: readonly Change[]) => changes.map(({ kind }) => kind);

/** The kinds of what would be changed, and how many deeds stay as they are. */
async function undone(stage: Stage, ...entries: readonly ManifestEntry[]) {
  const { changes, findings } = await undoOn(stage, entries);
  return [kindsOf(changes), findings.filter(({ kind }) => kind === "not-undone").length];
}

const chat = (active = true, ...groups: readonly string[]) =>
  new LiveApplication("chat", ["eng"]).with(anAccount({ active }), ...groups);

describe("an inverse plan", () => {
  test("disables what was created, and never deletes it by default", async () => {
    expect(await undone(stageWith(chat(true)), anEntry("create-account"))).toEqual([["disable-account"], 0]);
    expect(await undone(stageWith(chat(false)), anEntry("create-account"))).toEqual([[], 0]);
    expect(await undone(stageWith(new LiveApplication("chat")), anEntry("create-account"))).toEqual([[], 0]);
  });

  test("opens before it gives back, and says what the giving needs", async () => {
    const entries = [anEntry("disable-account"), anEntry("revoke", { target: "group:eng" })];
    const { changes } = await undoOn(stageWith(chat(false)), entries);
    expect(kindsOf(changes)).toEqual(["enable-account", "grant"]);
    expect(changes[1]?.needs).toEqual([changes[0]?.key]);
    expect(changes.map(({ because }) => because.length)).toEqual([1, 1]);
  });

  test("leaves alone a value that somebody changed since, and puts back the others", async () => {
    const live = new LiveApplication("chat").with(
      anAccount({ attributes: { department: "Engineering", title: "by hand" } }),
    );
    const update = anEntry("update-account", {
      before: { attributes: { department: "Sales", title: "Clerk" } },
      after: { attributes: { department: "Engineering", title: "Engineer" } },
    });
    const { changes, findings } = await undoOn(stageWith(live), [update]);
    expect(changes).toMatchObject([
      { before: { attributes: { department: "Engineering" } }, after: { attributes: { department: "Sales" } } },
    ]);
    expect(findings).toMatchObject([{ kind: "not-undone", application: "chat", subject: "e1001" }]);
  });

  test("names what nobody can bring back", async () => {
    const gone = anEntry("delete-account");
    expect(await undone(stageWith(new LiveApplication("chat")), gone)).toEqual([[], 1]);
    expect(await undone(stageWith(chat(false)), anEntry("end-sessions"))).toEqual([[], 1]);
    expect(await undone(stageWith(new LiveApplication("chat")), anEntry("disable-account"))).toEqual([[], 1]);
  });

  test("believes an unverified entry only as far as the live state shows its effect, and a failed one not at all", async () => {
    const grant = (status: ManifestEntry["status"]) => anEntry("grant", { target: "group:eng", status });
    expect(await undone(stageWith(chat(true, "eng")), grant("unverified"))).toEqual([["revoke"], 0]);
    expect(await undone(stageWith(chat(true)), grant("unverified"))).toEqual([[], 0]);
    for (const status of ["failed", "refused", "unchanged", "not-reached"] as const)
      expect(await undone(stageWith(chat(true, "eng")), grant(status))).toEqual([[], 0]);
  });

  test("touches no account that belongs to somebody else by now", async () => {
    const live = new LiveApplication("chat").with(anAccount({ id: "id-e1001", externalId: "e1002", active: false }));
    expect(await undone(stageWith(live), anEntry("disable-account"))).toEqual([[], 1]);
  });

  test("is about nobody of the roster when the person has gone from it", async () => {
    const { changes } = await undoOn(stageWith(chat(false), { people: [] }), [anEntry("disable-account")]);
    expect(changes).toMatchObject([{ kind: "enable-account", person: null, account: "id-e1001" }]);
  });

  test("gives a seat back only where the pool still has one", async () => {
    const pool = aPool({
      name: "ide",
      seat: { application: "chat", type: "group", value: "eng" },
      quota: {},
      overflow: 1,
    });
    const people = ["e1001", "e1002"].map((id) => aPerson({ id }));
    const released = anEntry("release-seat", { target: "seat:ide/global" });
    const free = stageWith(chat(true), { people, pools: [pool] });
    expect(await undone(free, released)).toEqual([["assign-seat"], 0]);
    const taken = chat(true).with(anAccount({ externalId: "e1002" }), "eng");
    expect(await undone(stageWith(taken, { people, pools: [pool] }), released)).toEqual([[], 1]);
    expect(await undone(stageWith(taken, { people, pools: [] }), released)).toEqual([[], 1]);
  });

  test("gives the tier before back first, and takes nobody's tier where that has no seat left", async () => {
    const seat = (value: string) => ({ application: "chat", type: "license", value }) as const;
    const tier = (name: string, rank: number, seats: number) =>
      aPool({ name, seat: seat(name), tier: { product: "suite", rank }, quota: {}, overflow: seats });
    const entries = [
      anEntry("assign-seat", { target: "seat:editor/global" }),
      anEntry("release-seat", { target: "seat:viewer/global" }),
    ];
    const live = new LiveApplication("chat").with(anAccount({ entitlements: [seat("editor")] }));
    const withViewers = (seats: number) => stageWith(live, { pools: [tier("viewer", 1, seats), tier("editor", 2, 1)] });
    const { changes } = await undoOn(withViewers(1), entries);
    expect(kindsOf(changes)).toEqual(["assign-seat", "release-seat"]);
    expect(changes[1]?.needs).toEqual([changes[0]?.key]);
    expect(await undone(withViewers(0), ...entries)).toEqual([[], 2]);
  });

  test("says so when the application or its group is not there any more", async () => {
    const revoked = anEntry("revoke", { target: "group:old" });
    expect(await undone(stageWith(chat(true)), revoked)).toEqual([[], 1]);
    expect(await undone(stageWith(chat(true)), anEntry("create-account", { application: "crm" }))).toEqual([[], 1]);
  });

  test("believes the ledger where the application does not tell who is in a group, and else says that it cannot know", async () => {
    const stage = stageWith(chat(true, "eng"));
    const told = stage.connectors.get("chat");
    if (told === undefined) throw new Error("chat is open");
    const silent: Connector = { ...told, read: (wish, signal) => withoutMembers(told.read(wish, signal)) };
    const grant = anEntry("grant", { target: "group:eng" });
    const connectors = new Map([["chat", silent]]);
    expect(await undone({ ...stage, connectors }, grant)).toEqual([[], 1]);
    for (const [word, kinds] of [
      ["given", ["revoke"]],
      ["taken", []],
    ] as const) {
      const memberships = new Map([["group:eng", new Map([["e1001", { word, account: "id-e1001" }]])]]);
      const recalled = new Map([["chat", { accounts: new Set<string>(), people: new Set<string>(), memberships }]]);
      expect(await undone({ ...stage, connectors, recalled }, grant)).toEqual([kinds, 0]);
    }
  });

  test("takes nothing away on the word of a listing that cannot be trusted", async () => {
    const stage = stageWith(chat(true, "eng").with(anAccount({ externalId: "e9" })));
    stage.remote.hidden = 1;
    const { changes } = await undoOn(stage, [anEntry("create-account"), anEntry("grant", { target: "group:eng" })]);
    expect(changes).toEqual([]);
  });
});
