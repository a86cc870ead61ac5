import { describe, expect, test } from "vitest";
import type { Application } from "../../src/model/application.ts";
import type { Role } from "../../src/model/role.ts";
import { startDiff } from "../../src/plan/diff.ts";
import { resolve } from "../../src/plan/resolve.ts";
import { anAccount, everyKind, LiveApplication, makeAll, noon, planFor } from "../support/live-application.ts";
import { aBirthright, aGrant, anApplication, anOrganization, aPerson, aRole } from "../support/people.ts";

const everybody = (overrides: Partial<Role> = {}) => aRole({ birthright: [aBirthright({})], ...overrides });
const organization = (rules: Partial<Application> = {}, roles = [everybody()], people = [aPerson()]) =>
  anOrganization({ roles, people, applications: [anApplication(rules)] });
const chat = () => new LiveApplication("chat", ["engineering"]);
const keysOf = (plan: { readonly changes: readonly { readonly key: string }[] }) => plan.changes.map(({ key }) => key);
const kindsOf = (plan: { readonly findings: readonly { readonly kind: string }[] }) =>
  plan.findings.map(({ kind }) => kind);

describe("roles and licences on the account", () => {
  const grants = [aGrant({ type: "role", value: "admin" }), aGrant({ type: "license", value: "PLUS" })];
  const held = (type: "role" | "license", value: string) => ({ application: "chat", type, value }) as const;

  test("are granted and revoked like memberships, when a role names them", () => {
    const live = chat().with(anAccount({ entitlements: [held("role", "admin"), held("role", "not-ours")] }));
    expect(keysOf(planFor(organization({}, [everybody({ grants })]), [live]))).toEqual([
      "chat/e1001/grant/license:PLUS",
    ]);
    const request = aRole({ grants });
    const other = everybody({ name: "other" });
    expect(
      keysOf(
        planFor(organization({}, [request, other]), [
          live.with(anAccount({ entitlements: [held("role", "admin")] }), "engineering"),
        ]),
      ),
    ).toEqual(["chat/e1001/revoke/role:admin"]);
  });

  test("of strangers follow the same rules as memberships", () => {
    const live = () =>
      chat().with(anAccount({ id: "x1", externalId: null, userName: "x", entitlements: [held("role", "admin")] }));
    const roles = [aRole({ grants })];
    expect(kindsOf(planFor(organization({ unmanaged: "report" }, roles, []), [live()]))).toEqual([
      "unmanaged-account",
      "unmanaged-member",
    ]);
    expect(keysOf(planFor(organization({ unmanaged: "remove" }, roles, []), [live()]))).toContain(
      "chat/@x1/revoke/role:admin",
    );
  });
});

describe("a group that no role names", () => {
  test("is none of our business", () => {
    const live = new LiveApplication("chat", ["engineering"]).with(anAccount(), "engineering", "lunch");
    const plan = planFor(organization(), [live]);
    expect([plan.changes, plan.findings]).toEqual([[], []]);
  });
});

describe("a member that belongs to nobody", () => {
  test.each([
    ["report", ["unmanaged-account", "unmanaged-member"], []],
    ["adopt", ["unmanaged-account", "unmanaged-member"], []],
    ["remove", ["unmanaged-account"], ["chat/@x1/revoke/group:engineering"]],
  ] as const)("with the rule %s", (unmanaged, findings, changes) => {
    const live = chat().with(anAccount({ id: "x1", externalId: null, userName: "x", active: false }), "engineering");
    const plan = planFor(organization({ unmanaged }, [everybody()], []), [live]);
    expect(kindsOf(plan)).toEqual(findings);
    expect(keysOf(plan)).toEqual(changes);
  });

  test("and that no page has shown is never removed: it may be a group", () => {
    const live = chat();
    live.groups.get("engineering")?.add("nested-group");
    const plan = planFor(organization({ unmanaged: "remove" }, [everybody()], []), [live]);
    expect(plan.changes).toEqual([]);
    expect(plan.findings).toMatchObject([{ kind: "unmanaged-member", subject: "nested-group" }]);
  });
});

describe("a group whose members the application does not tell", () => {
  const secretive = (live: LiveApplication) => {
    live.secretive.add("engineering");
    return live;
  };

  test("changes nothing for accounts that exist, whether they should be in it or not", () => {
    const people = [aPerson(), aPerson({ id: "e2", kind: "service" })];
    const roles = [
      everybody(),
      everybody({ name: "all", birthright: [aBirthright({ kind: ["service"] })], grants: [aGrant({ value: "bots" })] }),
    ];
    const live = secretive(
      new LiveApplication("chat", ["engineering", "bots"])
        .with(anAccount())
        .with(anAccount({ externalId: "e2", attributes: {} }), "engineering", "bots"),
    );
    const plan = planFor(organization({}, roles, people), [live]);
    expect(plan.changes).toEqual([]);
    expect(plan.findings).toMatchObject([{ kind: "unverifiable-membership", subject: "engineering" }]);
  });

  test("is granted to an account that this plan makes", () => {
    const live = secretive(chat());
    const plan = planFor(organization(), [live]);
    expect(keysOf(plan)).toEqual(["chat/e1001/create-account", "chat/e1001/grant/group:engineering"]);
    makeAll(plan.changes, [live]);
    expect(keysOf(planFor(organization(), [live]))).toEqual([]);
  });
});

describe("a group of which only some accounts were asked about", () => {
  const people = [
    aPerson({ id: "e1" }),
    aPerson({ id: "e2" }),
    aPerson({ id: "e3", status: "left" }),
    aPerson({ id: "e4", status: "left" }),
  ];
  const live = () => {
    const remote = chat();
    for (const { id } of people)
      remote.with(anAccount({ externalId: id, active: id < "e3" }), ...(id < "e3" ? [] : ["engineering"]));
    remote.checked.set("engineering", new Set(["id-e1", "id-e3"]));
    return remote;
  };

  test("changes what is known, leaves alone what is not, and says how far it is", () => {
    const plan = planFor(organization({}, [everybody()], people), [live()]);
    expect(keysOf(plan)).toEqual(["chat/e3/revoke/group:engineering", "chat/e1/grant/group:engineering"]);
    expect(plan.findings).toMatchObject([{ kind: "unverifiable-membership", subject: "engineering" }]);
  });
});

describe("groups with one name", () => {
  test("are not touched for accounts that exist, in any order of pages", () => {
    const desired = resolve(organization(), noon);
    const application = desired.applications.get("chat");
    if (application === undefined) throw new Error("there is a chat");
    const page = (id: string, members: readonly string[]) => ({
      application: "chat",
      id,
      name: "engineering",
      members,
    });
    const pages = [page("g1", ["id-e1001"]), page("g2", ["x"]), page("g1", ["y"])];
    for (const groups of [pages, pages.toReversed()]) {
      const diff = startDiff({ desired: application, people: desired.people, at: noon, can: everyKind });
      diff.page({ kind: "accounts", accounts: [anAccount()] });
      for (const group of groups) diff.page({ kind: "groups", groups: [group] });
      const observed = diff.finish({ kind: "complete", accounts: 1, groups: 2 });
      const placement = { seats: new Map(), waiting: [], ineligible: new Map(), reclaimed: new Map() };
      const { changes, findings } = observed.changes(placement);
      expect(changes).toEqual([]);
      expect(findings).toMatchObject([{ kind: "unverifiable-membership", subject: "engineering" }]);
      expect(observed.lines.at(-1)).toContain("g1");
    }
  });
});

describe("a group that the application does not have", () => {
  test("is named with the line that names it and the groups there are, and nothing is granted", () => {
    const live = new LiveApplication("chat", ["enginering", "all"]).with(anAccount());
    const plan = planFor(organization(), [live]);
    expect(plan.missingGroups).toEqual([
      { application: "chat", group: "engineering", at: aGrant().at, known: ["all", "enginering"] },
    ]);
    expect(plan.changes).toEqual([]);
  });
});
