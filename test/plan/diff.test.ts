import { describe, expect, test } from "vitest";
import type { Because } from "../../src/model/because.ts";
import { anAccount, everyKind, LiveApplication, noon, planFor } from "../support/live-application.ts";
import {
  aBirthright,
  aGrant,
  anApplication,
  anAssignment,
  anOrganization,
  aPerson,
  aRole,
  aSource,
} from "../support/people.ts";

const engineer = aRole({ birthright: [aBirthright({ department: ["Engineering"] })] });
const seller = aRole({
  name: "seller",
  birthright: [aBirthright({ department: ["Sales"] })],
  grants: [aGrant({ value: "sales" })],
});
const roles = [engineer, seller];
const chat = () => new LiveApplication("chat", ["engineering", "sales"]);
const keysOf = (plan: { readonly changes: readonly { readonly key: string }[] }) => plan.changes.map(({ key }) => key);
const places = (because: readonly Because[]) =>
  because.map((one) => ("at" in one ? `${one.at.file}:${one.at.line}` : one.text));

describe("somebody who joins", () => {
  test("gets an account, then what the roles give", () => {
    const plan = planFor(anOrganization({ roles }), [chat()]);
    expect(keysOf(plan)).toEqual(["chat/e1001/create-account", "chat/e1001/grant/group:engineering"]);
    expect(plan.changes[0]?.after).toMatchObject({ externalId: "e1001", userName: "e1001@acme.example", active: true });
    expect(plan.changes[1]?.needs).toEqual(["chat/e1001/create-account"]);
  });

  test("is explained by the role and its line", () => {
    const plan = planFor(anOrganization({ roles }), [chat()]);
    const because = [{ kind: "birthright", role: "engineer", at: aSource("roles/engineer.yaml", 5, 5) }];
    expect(plan.changes.map((change) => change.because)).toEqual([because, because]);
  });

  test("gets nothing before the first day", () => {
    const people = [aPerson({ start: "2026-11-23T12:00:01Z" })];
    expect(keysOf(planFor(anOrganization({ roles, people }), [chat()]))).toEqual([]);
  });
});

describe("somebody who moves", () => {
  const people = [aPerson({ attributes: { department: "Sales", location: "eu" } })];

  test("loses the old and gets the new in one plan, with the account kept right", () => {
    const live = chat().with(anAccount(), "engineering");
    const plan = planFor(anOrganization({ roles, people }), [live]);
    expect(keysOf(plan)).toEqual([
      "chat/e1001/revoke/group:engineering",
      "chat/e1001/update-account",
      "chat/e1001/grant/group:sales",
    ]);
    expect(plan.changes[1]).toMatchObject({
      before: { attributes: { department: "Engineering" } },
      after: { attributes: { department: "Sales" } },
    });
    expect(plan.changes[2]?.needs).toEqual([]);
  });

  test("finds in a revoke the roles that would give it, and the row of the roster", () => {
    const [revoke] = planFor(anOrganization({ roles, people }), [chat().with(anAccount(), "engineering")]).changes;
    expect(revoke?.because[0]).toMatchObject({ kind: "no-rule", text: expect.stringContaining("engineer") });
    expect(places(revoke?.because ?? [])).toContain("people/roster.csv:2");
  });

  test("finds in a revoke the assignment that ended", () => {
    const ended = anAssignment({ role: "seller", until: noon, at: aSource("assignments/2026-11.yaml", 3) });
    const later = anAssignment({
      role: "seller",
      until: "2026-11-22T00:00:00Z",
      at: aSource("assignments/2026-11.yaml", 4),
    });
    const other = anAssignment({ until: noon, at: aSource("assignments/2026-11.yaml", 5) });
    const organization = anOrganization({ roles, assignments: [later, ended, other] });
    const [revoke] = planFor(organization, [chat().with(anAccount(), "engineering", "sales")]).changes;
    expect(revoke?.key).toBe("chat/e1001/revoke/group:sales");
    expect(places(revoke?.because ?? []).slice(1)).toEqual([
      expect.stringContaining("assignments/2026-11.yaml:3"),
      expect.stringContaining("assignments/2026-11.yaml:4"),
      "people/roster.csv:2",
    ]);
  });

  test("is disabled where no role gives access any more", () => {
    const elsewhere = [aPerson({ attributes: { department: "Legal" } })];
    const plan = planFor(anOrganization({ roles, people: elsewhere }), [chat().with(anAccount(), "engineering")]);
    expect(keysOf(plan)).toEqual([
      "chat/e1001/disable-account",
      "chat/e1001/end-sessions",
      "chat/e1001/revoke/group:engineering",
    ]);
    expect(places(plan.changes[0]?.because ?? [])).toContain("people/roster.csv:2");
  });
});

describe("somebody who leaves", () => {
  test.each([
    ["by status", { status: "left" }],
    ["because the end has come", { end: noon }],
    ["because the start was moved", { start: "2027-01-01T00:00:00Z" }],
  ] as const)("%s is disabled, signed out and emptied", (_, gone) => {
    const plan = planFor(anOrganization({ roles, people: [aPerson(gone)] }), [chat().with(anAccount(), "engineering")]);
    expect(keysOf(plan)).toEqual([
      "chat/e1001/disable-account",
      "chat/e1001/end-sessions",
      "chat/e1001/revoke/group:engineering",
    ]);
    expect(plan.changes.map(({ because }) => places(because))).toEqual(Array(3).fill(["people/roster.csv:2"]));
  });

  test("is marked where the application cannot undo what that does, and nothing else is", () => {
    const people = [aPerson({ status: "left" })];
    const live = () => [chat().with(anAccount(), "engineering")];
    const irreversible = new Map([["disable-account", "switching it off deletes the account"]] as const);
    const plan = planFor(anOrganization({ roles, people }), live(), { irreversible });
    expect(plan.changes.map(({ kind, irreversible: reason }) => [kind, reason])).toEqual([
      ["disable-account", "switching it off deletes the account"],
      ["end-sessions", undefined],
      ["revoke", undefined],
    ]);
    const usual = planFor(anOrganization({ roles, people }), live()).changes;
    expect(usual.some((change) => "irreversible" in change)).toBe(false);
  });

  test("is left alone once disabled and emptied", () => {
    const people = [aPerson({ status: "left" })];
    expect(keysOf(planFor(anOrganization({ roles, people }), [chat().with(anAccount({ active: false }))]))).toEqual([]);
  });

  test("keeps everything while on leave", () => {
    const people = [aPerson({ status: "leave" })];
    expect(keysOf(planFor(anOrganization({ roles, people }), [chat().with(anAccount(), "engineering")]))).toEqual([]);
  });

  test("is enabled again on coming back, before anything is granted", () => {
    const plan = planFor(anOrganization({ roles }), [chat().with(anAccount({ active: false }))]);
    expect(keysOf(plan)).toEqual(["chat/e1001/enable-account", "chat/e1001/grant/group:engineering"]);
    expect(plan.changes[1]?.needs).toEqual(["chat/e1001/enable-account"]);
  });
});

describe("a rule to delete leavers", () => {
  const applications = [anApplication({ leaver: { kind: "delete", after: 30 * 86_400_000 } })];
  const leftAt = (end: string | null, account = anAccount({ active: false })) =>
    keysOf(
      planFor(anOrganization({ applications, roles, people: [aPerson({ status: "left", end })] }), [
        chat().with(account),
      ]),
    );

  test("deletes a disabled account once the time is over", () => {
    expect(leftAt("2026-10-24T12:00:00Z")).toEqual(["chat/e1001/delete-account"]);
    expect(leftAt("2026-10-24T12:00:01Z")).toEqual([]);
  });

  test("only disables an account that is still active", () => {
    expect(leftAt("2026-01-01T00:00:00Z", anAccount())).toEqual([
      "chat/e1001/disable-account",
      "chat/e1001/end-sessions",
    ]);
  });

  test("deletes nothing while nobody says when the person left", () => expect(leftAt(null)).toEqual([]));

  test("deletes nothing of somebody who is here without a role", () => {
    const people = [aPerson({ attributes: {} })];
    const live = chat().with(anAccount({ active: false }));
    expect(keysOf(planFor(anOrganization({ applications, roles, people }), [live]))).toEqual([]);
  });

  test("empties an account before it goes", () => {
    const people = [aPerson({ end: "2026-01-01T00:00:00Z" })];
    const live = chat().with(anAccount({ active: false }), "engineering");
    expect(keysOf(planFor(anOrganization({ applications, roles, people }), [live]))).toEqual([
      "chat/e1001/revoke/group:engineering",
      "chat/e1001/delete-account",
    ]);
  });
});

describe("comparing an account", () => {
  const compared = (overrides: Parameters<typeof anAccount>[0]) =>
    planFor(anOrganization({ roles }), [chat().with(anAccount(overrides), "engineering")]).changes;

  test("says nothing when all is right", () => expect(compared({})).toEqual([]));

  test("renames, without regard to case", () => {
    expect(compared({ userName: "E1001@ACME.example" })).toEqual([]);
    const [rename] = compared({ userName: "maiden.name@acme.example" });
    expect(rename).toMatchObject({
      kind: "update-account",
      before: { userName: "maiden.name@acme.example" },
      after: { userName: "e1001@acme.example" },
      userName: "maiden.name@acme.example",
    });
    expect(Object.keys(rename?.after ?? {})).toEqual(["userName"]);
  });

  test("leaves alone what the application does not show, and takes null for a value", () => {
    const { department: _, ...attributes } = anAccount().attributes;
    expect(compared({ attributes })).toEqual([]);
    expect(compared({ attributes: { ...attributes, department: null } })).toMatchObject([
      { before: { attributes: { department: null } }, after: { attributes: { department: "Engineering" } } },
    ]);
  });

  test("clears what the roster says is empty", () => {
    const people = [aPerson({ email: null })];
    const live = chat().with(anAccount(), "engineering");
    expect(planFor(anOrganization({ roles, people }), [live]).changes).toMatchObject([
      { before: { attributes: { email: "e1001@acme.example" } }, after: { attributes: { email: null } } },
    ]);
  });

  test("leaves attributes alone that are not ours", () => {
    expect(compared({ attributes: { ...anAccount().attributes, nickName: "Sam" } })).toEqual([]);
  });

  test("is explained by the row of the roster and names what differs", () => {
    const [update] = compared({ userName: "other", attributes: { department: "Sales" } });
    expect(update?.because).toEqual([
      { kind: "roster", text: "differs from the roster: userName, department", at: aSource("people/roster.csv", 2) },
    ]);
  });
});

describe("what an application shows", () => {
  test("is the same in lines for any cut of the pages", () => {
    const live = chat()
      .with(anAccount(), "engineering")
      .with(anAccount({ externalId: "e2" }), "engineering", "sales");
    const lines = [1, 2, 100].map((pageSize) =>
      planFor(anOrganization({ roles }), [live], { pageSize, shuffle: (list) => list.toReversed() })
        .observed.flatMap(({ lines: all }) => all)
        .toSorted(),
    );
    expect(lines[0]).toEqual(lines[1]);
    expect(lines[0]).toEqual(lines[2]);
    expect(lines[0]).toHaveLength(4);
  });

  test("changes its lines with any value", () => {
    const linesOf = (live: LiveApplication) =>
      planFor(anOrganization({ roles }), [live]).observed.flatMap(({ lines }) => lines);
    const all = [
      chat().with(anAccount()),
      chat().with(anAccount({ active: false })),
      chat().with(anAccount({ userName: "other" })),
      chat().with(anAccount({ externalId: null, id: "id-e1001" })),
      chat().with(anAccount({ attributes: { ...anAccount().attributes, email: null } })),
      chat().with(anAccount({ entitlements: [{ application: "chat", type: "role", value: "admin" }] })),
      chat().with(anAccount(), "sales"),
    ].map((live) => JSON.stringify(linesOf(live).toSorted()));
    expect(new Set(all).size).toBe(all.length);
  });

  test("is counted", () => {
    const live = chat()
      .with(anAccount())
      .with(anAccount({ externalId: "e2", active: false }));
    const [observed] = planFor(anOrganization({ applications: [anApplication()] }), [live]).observed;
    expect(observed).toMatchObject({ application: "chat", accounts: 2, active: 1, groups: 2 });
  });
});

describe("a connector that cannot do something", () => {
  test("turns it into a finding, and leaves out what needs it", () => {
    const can = new Set([...everyKind].filter((kind) => kind !== "create-account"));
    const plan = planFor(anOrganization({ roles }), [chat()], { can });
    expect(plan.changes).toEqual([]);
    expect(plan.findings).toMatchObject([{ kind: "unsupported", application: "chat", subject: "create-account" }]);
  });

  test("ends sessions by disabling when it cannot end them", () => {
    const can = new Set([...everyKind].filter((kind) => kind !== "end-sessions"));
    const plan = planFor(anOrganization({ roles, people: [aPerson({ status: "left" })] }), [chat().with(anAccount())], {
      can,
    });
    expect(keysOf(plan)).toEqual(["chat/e1001/disable-account"]);
    expect(plan.findings).toEqual([]);
  });
});

describe("a listing that cannot be trusted", () => {
  const people = [aPerson(), aPerson({ id: "e2", status: "left" })];
  const live = () =>
    chat()
      .with(anAccount(), "sales")
      .with(anAccount({ externalId: "e2" }), "engineering");

  test("takes nothing away and says so", () => {
    const plan = planFor(anOrganization({ roles, people }), [live()], { untrusted: true });
    expect(plan.changes).toEqual([]);
    expect(plan.findings.map(({ kind }) => kind)).toContain("listing-untrusted");
  });

  test("does not call a group missing that it did not show", () => {
    const plan = planFor(anOrganization({ roles }), [new LiveApplication("chat")], { untrusted: true });
    expect(plan.missingGroups).toEqual([]);
  });
});
