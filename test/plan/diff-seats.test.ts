import { describe, expect, test } from "vitest";
import type { Account } from "../../src/model/access.ts";
import type { Application } from "../../src/model/application.ts";
import type { Person } from "../../src/model/person.ts";
import type { LicensePool } from "../../src/model/pool.ts";
import type { Role } from "../../src/model/role.ts";
import { anAccount, everyKind, LiveApplication, makeAll, planFor } from "../support/live-application.ts";
import {
  aBirthright,
  aGrant,
  anApplication,
  anOrganization,
  aPerson,
  aPool,
  aRole,
  aSeatGrant,
  aSource,
} from "../support/people.ts";

const seat = { application: "ide-vendor", type: "license", value: "ALL_PRODUCTS" } as const;
const developer = aRole({ birthright: [aBirthright({ department: ["Engineering"] })], grants: [aSeatGrant()] });
const vendor = (...accounts: readonly Account[]) =>
  accounts.reduce((live, account) => live.with(account), new LiveApplication("ide-vendor"));
const seated = (id: string, overrides: Partial<Account> = {}) =>
  anAccount({ externalId: id, entitlements: [seat], ...overrides });
const keysOf = (plan: { readonly changes: readonly { readonly key: string }[] }) => plan.changes.map(({ key }) => key);
const kindsOf = (plan: { readonly findings: readonly { readonly kind: string }[] }) =>
  plan.findings.map(({ kind }) => kind);
const both = ["e1", "e2"].map((id) => aPerson({ id }));

interface Wish {
  readonly people?: readonly Person[];
  readonly pool?: Partial<LicensePool>;
  readonly roles?: readonly Role[];
  readonly rules?: Partial<Application>;
}
const organization = ({ people = both, pool = {}, roles = [developer], rules = {} }: Wish) =>
  anOrganization({
    people,
    roles,
    pools: [aPool({ alertAt: 1.1, ...pool })],
    applications: [anApplication({ name: "ide-vendor", ...rules })],
  });
const onePlace = { quota: { eu: 1 }, overflow: 0 };

describe("an account that only a seat asks for", () => {
  test("is made together with its seat, and not for those who wait", () => {
    const plan = planFor(organization({ pool: onePlace }), [vendor()]);
    expect(plan.changes.map(({ key, needs }) => [key, needs])).toEqual([
      ["ide-vendor/e1/create-account", []],
      ["ide-vendor/e1/assign-seat/ide", ["ide-vendor/e1/create-account"]],
    ]);
    expect(plan.allocation.waiting).toMatchObject([{ person: "e2", place: 1 }]);
  });

  test("is opened again with its seat, and stays closed for those who wait", () => {
    const closed = both.map(({ id }) => anAccount({ externalId: id, active: false }));
    expect(keysOf(planFor(organization({ pool: onePlace }), [vendor(...closed)]))).toEqual([
      "ide-vendor/e1/enable-account",
      "ide-vendor/e1/assign-seat/ide",
    ]);
  });

  test("is opened again when the seat was never taken from it", () => {
    const plan = planFor(organization({ people: [aPerson()] }), [vendor(seated("e1001", { active: false }))]);
    expect(keysOf(plan)).toEqual(["ide-vendor/e1001/enable-account"]);
  });

  test("is left open when somebody else gets the seat", () => {
    const plan = planFor(organization({ pool: onePlace }), [vendor(seated("e1"), anAccount({ externalId: "e2" }))]);
    expect(keysOf(plan)).toEqual([]);
  });

  test("is made once for two seats", () => {
    const roles = [aRole({ birthright: [aBirthright({})], grants: [aSeatGrant(), aSeatGrant("other")] })];
    const pools = [aPool(), aPool({ name: "other", seat: { ...seat, value: "OTHER" } })];
    const plan = planFor(anOrganization({ roles, pools }), [vendor()]);
    expect(keysOf(plan)).toEqual([
      "ide-vendor/e1001/create-account",
      "ide-vendor/e1001/assign-seat/ide",
      "ide-vendor/e1001/assign-seat/other",
    ]);
  });

  test("waits for the name that another account gives up", () => {
    const live = vendor(seated("e1", { userName: "e2@acme.example" }));
    const plan = planFor(organization({}), [live]);
    expect(plan.changes[1]).toMatchObject({
      key: "ide-vendor/e2/create-account",
      needs: ["ide-vendor/e1/update-account"],
    });
  });
});

describe("a seat", () => {
  test("is explained by the roles that ask for it", () => {
    const [, assign] = planFor(organization({ people: [aPerson()] }), [vendor()]).changes;
    expect(assign).toMatchObject({ pool: "ide", location: "eu", entitlement: seat });
    expect(assign?.because).toEqual([
      { kind: "birthright", role: "engineer", at: aSource("roles/engineer.yaml", 5, 5) },
    ]);
  });

  test("comes back from those who are not eligible for it, and the plan says who they are", () => {
    const people = [aPerson({ id: "e1", kind: "contractor" }), aPerson({ id: "e2" })];
    const wish = organization({ people, pool: { ...onePlace, eligible: [{ kind: ["employee"] }] } });
    const plan = planFor(wish, [vendor(seated("e1"))]);
    expect(keysOf(plan)).toContain("ide-vendor/e2/assign-seat/ide");
    const release = plan.changes.find(({ kind }) => kind === "release-seat");
    expect(release).toMatchObject({ person: "e1", because: [{ kind: "pool", text: "not eligible for a seat" }] });
    expect(plan.findings).toMatchObject([{ kind: "not-eligible", subject: "ide" }]);
    expect(plan.findings[0]?.message).toMatch(/^1 .*pools\/ide\.yaml.*: e1$/);
  });

  test("comes back from those who leave, and goes on to the next in the same plan", () => {
    const people = [aPerson({ id: "e1", status: "left" }), aPerson({ id: "e2" })];
    const plan = planFor(organization({ people, pool: onePlace }), [vendor(seated("e1"))]);
    expect(plan.changes.map(({ key, needs }) => [key, needs])).toEqual([
      ["ide-vendor/e1/disable-account", []],
      ["ide-vendor/e1/end-sessions", []],
      ["ide-vendor/e1/release-seat/ide", []],
      ["ide-vendor/e2/create-account", []],
      ["ide-vendor/e2/assign-seat/ide", ["ide-vendor/e2/create-account", "ide-vendor/e1/release-seat/ide"]],
    ]);
    expect(plan.changes[2]?.because).toEqual([{ kind: "roster", text: "has left", at: people[0]?.at }]);
  });

  test("is taken from those without a role that asks for it, naming the roles that do", () => {
    const roles = [
      developer,
      aRole({
        name: "all",
        birthright: [aBirthright({})],
        grants: [aGrant({ application: "ide-vendor", value: "all" })],
      }),
    ];
    const people = [aPerson({ attributes: { location: "eu" } })];
    const live = vendor(seated("e1001")).with(seated("e1001"), "all");
    const [release] = planFor(organization({ roles, people }), [live]).changes;
    expect(release).toMatchObject({ key: "ide-vendor/e1001/release-seat/ide", location: "eu" });
    expect(release?.because[0]).toMatchObject({ kind: "no-rule", text: expect.stringContaining("engineer") });
  });

  test("is taken from the last in order when the quota is cut, and says why and from which line", () => {
    const plan = planFor(organization({ pool: onePlace }), [vendor(seated("e1"), seated("e2"))]);
    expect(keysOf(plan)).toEqual(["ide-vendor/e2/release-seat/ide"]);
    expect(plan.changes[0]?.because).toEqual([
      { kind: "pool", pool: "ide", text: expect.stringContaining("place 1"), at: aSource("pools/ide.yaml") },
    ]);
  });

  test("goes to a higher rank, and only after the one who sits there has given it up", () => {
    const lead = aRole({ name: "lead", birthright: [aBirthright({ title: ["Lead"] })], grants: [] });
    const people = [
      aPerson({ id: "e1" }),
      aPerson({ id: "e2", attributes: { department: "Engineering", location: "eu", title: "Lead" } }),
    ];
    const pool = { ...onePlace, priority: [{ kind: "role", role: "lead" }] as const };
    const live = vendor(seated("e1"), anAccount({ externalId: "e2", attributes: {} }));
    const plan = planFor(organization({ people, pool, roles: [developer, lead] }), [live]);
    expect(plan.changes.map(({ key, needs }) => [key, needs])).toEqual([
      ["ide-vendor/e1/release-seat/ide", []],
      ["ide-vendor/e2/assign-seat/ide", ["ide-vendor/e1/release-seat/ide"]],
    ]);
  });

  test("in a group is a member of that group, and no grant of it", () => {
    const group = { application: "ide-vendor", type: "group", value: "licensed" } as const;
    const live = new LiveApplication("ide-vendor", ["licensed"]).with(anAccount({ externalId: "e1" }), "licensed");
    const plan = planFor(organization({ pool: { seat: group, ...onePlace } }), [live]);
    expect(keysOf(plan)).toEqual([]);
    expect(plan.allocation.waiting).toMatchObject([{ person: "e2" }]);
  });
});

describe("a pool that cannot be read whole", () => {
  const group = { application: "ide-vendor", type: "group", value: "licensed" } as const;

  test("is left as it is: nobody loses, gets or waits for a seat", () => {
    const live = new LiveApplication("ide-vendor", ["licensed"]).with(anAccount({ externalId: "e1" }), "licensed");
    live.secretive.add("licensed");
    const plan = planFor(organization({ pool: { seat: group, quota: { eu: 0 }, overflow: 0 } }), [live]);
    expect([plan.changes, plan.allocation.waiting]).toEqual([[], []]);
    expect(kindsOf(plan)).toEqual(["unverifiable-membership"]);
  });

  test("is left as it is when the listing was cut: more may sit there than were seen", () => {
    const plan = planFor(organization({}), [vendor(seated("e1"))], { untrusted: true });
    expect(plan.changes).toEqual([]);
  });

  test("is left as it is when its group is missing, which is named", () => {
    const plan = planFor(organization({ pool: { seat: group } }), [vendor()]);
    expect(plan.changes).toEqual([]);
    expect(plan.missingGroups).toMatchObject([{ group: "licensed", at: aSource("pools/ide.yaml") }]);
  });
});

describe("a seat that nobody on the roster holds", () => {
  const stranger = seated("x", { id: "x1", externalId: null, userName: "bot@acme.example" });

  test("is counted and reported", () => {
    const plan = planFor(organization({ people: [aPerson()], pool: onePlace }), [vendor(stranger)]);
    expect(plan.changes).toEqual([]);
    expect(plan.findings).toMatchObject([
      { kind: "seat-outside-rollcall", subject: "bot@acme.example" },
      { kind: "unmanaged-account" },
    ]);
    expect(plan.allocation.waiting).toMatchObject([{ person: "e1001" }]);
  });

  test.each([
    ["of an orphan", { orphans: "disable" }, { ...stranger, externalId: "e9" }],
    ["of an account that is to be removed", { unmanaged: "remove" }, stranger],
  ] as const)("%s is released and given on in one plan", (_, rules, account) => {
    const live = vendor(account);
    const wish = organization({ people: [aPerson()], pool: onePlace, rules });
    const plan = planFor(wish, [live]);
    expect(keysOf(plan)).toEqual([
      "ide-vendor/@x1/disable-account",
      "ide-vendor/@x1/end-sessions",
      "ide-vendor/@x1/release-seat/ide",
      "ide-vendor/e1001/create-account",
      "ide-vendor/e1001/assign-seat/ide",
    ]);
    makeAll(plan.changes, [live]);
    expect(keysOf(planFor(wish, [live]))).toEqual([]);
  });

  test("but a second account of somebody does, is counted too", () => {
    const live = vendor(seated("e1"), seated("e1", { id: "twin", userName: "twin" }));
    const plan = planFor(organization({ pool: { quota: { eu: 2 }, overflow: 0 } }), [live]);
    expect(plan.changes).toEqual([]);
    expect(kindsOf(plan)).toEqual(["duplicate-account", "seat-outside-rollcall"]);
  });
});

test("a connector that cannot release seats never lets a pool go over its quota", () => {
  const people = [aPerson({ id: "e1", status: "left" }), aPerson({ id: "e2" })];
  const can = new Set([...everyKind].filter((kind) => kind !== "release-seat"));
  const plan = planFor(
    organization({ people, pool: onePlace }),
    [vendor(seated("e1"), anAccount({ externalId: "e2" }))],
    { can },
  );
  expect(keysOf(plan)).toEqual(["ide-vendor/e1/disable-account", "ide-vendor/e1/end-sessions"]);
  expect(kindsOf(plan)).toContain("unsupported");
});
