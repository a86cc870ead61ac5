import { describe, expect, test } from "vitest";
import type { Application } from "../../src/model/application.ts";
import { anAccount, LiveApplication, makeAll, planFor } from "../support/live-application.ts";
import { aBirthright, anApplication, anOrganization, aPerson, aPool, aRole, aSeatGrant } from "../support/people.ts";

const roles = [aRole({ birthright: [aBirthright({ department: ["Engineering"] })] })];
const chat = () => new LiveApplication("chat", ["engineering"]);
const organization = (rules: Partial<Application>, people = [aPerson()]) =>
  anOrganization({ roles, people, applications: [anApplication(rules)] });
const keysOf = (plan: { readonly changes: readonly { readonly key: string }[] }) => plan.changes.map(({ key }) => key);
const kindsOf = (plan: { readonly findings: readonly { readonly kind: string }[] }) =>
  plan.findings.map(({ kind }) => kind);

describe("an account without our mark", () => {
  const unmarked = (userName = "stray@acme.example") => anAccount({ id: "x1", externalId: null, userName });

  test("is reported and left as it is", () => {
    const plan = planFor(organization({ unmanaged: "report" }, []), [chat().with(unmarked())]);
    expect(keysOf(plan)).toEqual([]);
    expect(plan.findings).toMatchObject([{ kind: "unmanaged-account", subject: "stray@acme.example" }]);
  });

  test("that has the name of somebody keeps that person from getting anything, until it may be adopted", () => {
    const live = chat().with(unmarked("E1001@acme.example"));
    const plan = planFor(organization({ unmanaged: "report" }), [live]);
    expect(keysOf(plan)).toEqual([]);
    expect(plan.findings).toMatchObject([{ kind: "userName-conflict", subject: "e1001@acme.example" }]);
    expect(plan.findings[0]?.message).toContain("nothing is done for e1001");
  });

  test("is adopted by the person whose name it has, and then made right", () => {
    const live = chat().with({ ...unmarked("E1001@acme.example"), active: false });
    const plan = planFor(organization({ unmanaged: "adopt" }), [live]);
    expect(keysOf(plan)).toEqual([
      "chat/e1001/update-account",
      "chat/e1001/enable-account",
      "chat/e1001/grant/group:engineering",
    ]);
    expect(plan.changes[0]).toMatchObject({
      account: "x1",
      before: { externalId: null },
      after: { externalId: "e1001" },
    });
    makeAll(plan.changes, [live]);
    expect(keysOf(planFor(organization({ unmanaged: "adopt" }), [live]))).toEqual([]);
  });

  test("of somebody who has left is adopted only to be disabled, and never deleted", () => {
    const rules = { unmanaged: "adopt", leaver: { kind: "delete", after: 0 } } as const;
    const people = [aPerson({ end: "2026-01-01T00:00:00Z" })];
    const live = chat().with(unmarked("e1001@acme.example"), "engineering");
    const plan = planFor(organization(rules, people), [live]);
    expect(keysOf(plan)).toEqual([
      "chat/e1001/disable-account",
      "chat/e1001/end-sessions",
      "chat/e1001/revoke/group:engineering",
    ]);
    makeAll(plan.changes, [live]);
    expect(keysOf(planFor(organization(rules, people), [live]))).toEqual([]);
  });

  test("is adopted once although a second one has the same name", () => {
    const live = chat()
      .with(unmarked("e1001@acme.example"))
      .with({ ...unmarked("E1001@ACME.example"), id: "x2" });
    const plan = planFor(organization({ unmanaged: "adopt" }), [live]);
    expect(plan.changes.filter(({ kind }) => kind === "update-account").map(({ account }) => account)).toEqual(["x1"]);
    expect(kindsOf(plan)).toEqual(["unmanaged-account"]);
  });

  test("is not adopted by somebody who has an account", () => {
    const live = chat()
      .with(anAccount({ userName: "other@acme.example" }), "engineering")
      .with(unmarked("e1001@acme.example"));
    const plan = planFor(organization({ unmanaged: "adopt" }), [live]);
    expect(keysOf(plan)).toEqual([]);
    expect(kindsOf(plan)).toEqual(["userName-conflict"]);
  });

  test("is disabled where the files say remove, and nobody has its name", () => {
    const plan = planFor(organization({ unmanaged: "remove" }, []), [chat().with(unmarked(), "engineering")]);
    expect(keysOf(plan)).toEqual([
      "chat/@x1/disable-account",
      "chat/@x1/end-sessions",
      "chat/@x1/revoke/group:engineering",
    ]);
    expect(plan.changes.map(({ person }) => person)).toEqual([null, null, null]);
  });
});

describe("an account whose person is on the roster no more", () => {
  const orphan = (userName = "gone@acme.example") => anAccount({ id: "x1", externalId: "e9", userName });

  test("is disabled, signed out and emptied by default", () => {
    const live = chat().with(orphan(), "engineering");
    const plan = planFor(organization({}, []), [live]);
    expect(keysOf(plan)).toEqual([
      "chat/@x1/disable-account",
      "chat/@x1/end-sessions",
      "chat/@x1/revoke/group:engineering",
    ]);
    expect(kindsOf(plan)).toEqual(["orphan-account"]);
    makeAll(plan.changes, [live]);
    expect(keysOf(planFor(organization({}, []), [live]))).toEqual([]);
  });

  test("is only reported where the files say so, with what it holds", () => {
    const plan = planFor(organization({ orphans: "report", unmanaged: "remove" }, []), [
      chat().with(orphan(), "engineering"),
    ]);
    expect(keysOf(plan)).toEqual([]);
    expect(kindsOf(plan)).toEqual(["orphan-account", "unmanaged-member"]);
  });

  test("is never adopted, and keeps its name from a new person, also once disabled", () => {
    const live = chat().with(orphan("e1001@acme.example"));
    const plan = planFor(organization({ unmanaged: "adopt" }), [live]);
    expect(keysOf(plan)).toEqual(["chat/@x1/disable-account", "chat/@x1/end-sessions"]);
    expect(kindsOf(plan)).toEqual(["orphan-account", "userName-conflict"]);
    makeAll(plan.changes, [live]);
    expect(keysOf(planFor(organization({ unmanaged: "adopt" }), [live]))).toEqual([]);
  });
});

describe("several accounts with the id of one person", () => {
  const twins = () =>
    chat()
      .with(anAccount({ id: "a", userName: "old@acme.example", active: false }))
      .with(anAccount({ id: "b" }), "engineering")
      .with(anAccount({ id: "c", userName: "other@acme.example" }), "engineering");

  test("are settled by hand: the one that looks right counts, the others are left alone", () => {
    const plan = planFor(organization({}), [twins()]);
    expect(keysOf(plan)).toEqual([]);
    expect(kindsOf(plan)).toEqual(["duplicate-account", "duplicate-account"]);
  });

  test("count the same in any order of pages", () => {
    const people = [aPerson({ attributes: { department: "Sales" } })];
    const plans = [false, true].map((isTurned) =>
      planFor(organization({}, people), [twins()], {
        pageSize: 1,
        shuffle: (list) => (isTurned ? list.toReversed() : list),
      }),
    );
    expect(plans[0]?.changes).toEqual(plans[1]?.changes);
    expect(plans[0]?.findings).toEqual(plans[1]?.findings);
  });

  test("are all disabled when the person leaves", () => {
    const plan = planFor(organization({}, [aPerson({ status: "left" })]), [twins()]);
    const disabled = plan.changes.filter(({ kind }) => kind === "disable-account");
    expect(disabled.map(({ key, account, person }) => [key, account, person])).toEqual([
      ["chat/e1001/disable-account", "b", "e1001"],
      ["chat/e1001@c/disable-account", "c", "e1001"],
    ]);
  });
});

describe("a user name that another account has", () => {
  const named = (id: string, userName: string) =>
    anAccount({ externalId: id, id: `id-${id}`, userName: `${userName}@acme.example` });
  const people = [aPerson({ id: "e1" }), aPerson({ id: "e2" }), aPerson({ id: "e3" })];

  test("is waited for when that account is renamed by the same plan", () => {
    const live = chat().with(named("e1", "e2"), "engineering").with(named("e2", "e3"), "engineering");
    const plan = planFor(organization({}, people), [live]);
    expect(plan.changes.map(({ key, needs }) => [key, needs])).toEqual([
      ["chat/e1/update-account", []],
      ["chat/e2/update-account", ["chat/e1/update-account"]],
      ["chat/e3/create-account", ["chat/e2/update-account"]],
      ["chat/e3/grant/group:engineering", ["chat/e3/create-account"]],
    ]);
    makeAll(plan.changes, [live]);
    expect(keysOf(planFor(organization({}, people), [live]))).toEqual([]);
  });

  test("is had only after what comes later by key, if need be", () => {
    const live = chat()
      .with(named("e1", "x"), "engineering")
      .with(named("e2", "e1"), "engineering")
      .with(named("e3", "e3"), "engineering");
    expect(keysOf(planFor(organization({}, people), [live]))).toEqual([
      "chat/e2/update-account",
      "chat/e1/update-account",
    ]);
  });

  test("cannot be had when two want each other's: both keep theirs, and the rest is made right", () => {
    const live = chat()
      .with({ ...named("e1", "e2"), attributes: { department: "Sales" } }, "engineering")
      .with(named("e2", "e1"), "engineering")
      .with(named("e3", "e3"), "engineering");
    const plan = planFor(organization({}, people), [live]);
    expect(plan.changes.map(({ key, after }) => [key, after])).toEqual([
      ["chat/e1/update-account", { attributes: { department: "Engineering" } }],
    ]);
    expect(kindsOf(plan)).toEqual(["userName-conflict", "userName-conflict"]);
    expect(plan.findings[0]?.message).toContain("the account of e1 keeps its old name until it is free");
  });

  test("cannot be had from somebody who has left, nor from a second account", () => {
    const left = [aPerson({ id: "e1", status: "left" }), ...people.slice(1)];
    const live = chat()
      .with({ ...named("e1", "e2"), active: false })
      .with(named("e3", "z"), "engineering")
      .with({ ...named("e3", "e3"), id: "twin", active: false });
    const plan = planFor(organization({}, left), [live]);
    expect(keysOf(plan)).toEqual([]);
    expect(kindsOf(plan)).toEqual(["duplicate-account", "userName-conflict", "userName-conflict"]);
  });
});

test("somebody whose name is taken gets no seat either: it goes to the next", () => {
  const seats = [aRole({ birthright: [aBirthright({})], grants: [aSeatGrant()] })];
  const people = [
    aPerson({ id: "e1", start: "2020-01-01T00:00:00Z" }),
    aPerson({ id: "e2", start: "2021-01-01T00:00:00Z" }),
  ];
  const plan = planFor(anOrganization({ roles: seats, people, pools: [aPool({ quota: { eu: 1 }, overflow: 0 })] }), [
    new LiveApplication("ide-vendor").with(anAccount({ id: "x", externalId: null, userName: "e1@acme.example" })),
  ]);
  expect(keysOf(plan)).toEqual(["ide-vendor/e2/create-account", "ide-vendor/e2/assign-seat/ide"]);
});
