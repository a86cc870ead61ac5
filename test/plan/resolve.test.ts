import { describe, expect, test } from "vitest";
import type { Organization } from "../../src/model/organization.ts";
import { resolve } from "../../src/plan/resolve.ts";
import { noon } from "../support/live-application.ts";
import {
  aBirthright,
  aGrant,
  anApplication,
  anAssignment,
  anOrganization,
  aPerson,
  aPool,
  aRole,
  aSeatGrant,
  aSource,
} from "../support/people.ts";

const engineers = aRole({ birthright: [aBirthright({ department: ["Engineering"] })] });
const accountsIn = (organization: Organization, application = "chat") => [
  ...(resolve(organization, noon).applications.get(application)?.accounts.values() ?? []),
];

describe("resolving", () => {
  test("gives an account with the entitlements of the roles that are held", () => {
    const [account] = accountsIn(anOrganization({ roles: [engineers] }));
    expect(account?.person.id).toBe("e1001");
    expect(account?.bundle.entitlements.map(({ key }) => key)).toEqual(["group:engineering"]);
    expect(account?.seatOnly).toBe(false);
  });

  test("gives nothing to those who are not here, and does not count them", () => {
    const people = [aPerson({ id: "e1", status: "left" }), aPerson({ id: "e2", start: "2027-01-01T00:00:00Z" })];
    const desired = resolve(anOrganization({ people, roles: [engineers] }), noon);
    expect(desired.holdings.size).toBe(0);
    expect(desired.people.size).toBe(2);
    expect(desired.applications.get("chat")?.accounts.size).toBe(0);
  });

  test("counts people without a role as here", () => {
    const desired = resolve(anOrganization({ roles: [] }), noon);
    expect(desired.holdings.get("e1001")).toEqual([]);
  });

  test("names every row and assignment behind a role, each once", () => {
    const rows = [
      aBirthright({ department: ["Engineering"] }),
      { ...aBirthright({}), at: aSource("roles/engineer.yaml", 6) },
    ];
    const organization = anOrganization({
      roles: [aRole({ birthright: rows, grants: [aGrant(), aGrant({ value: "oncall" })] })],
      assignments: [anAssignment()],
    });
    const [account] = accountsIn(organization);
    const lines = account?.bundle.because.map((because) => [because.kind, "at" in because ? because.at.line : null]);
    expect(lines).toEqual([
      ["birthright", 5],
      ["birthright", 6],
      ["assignment", 1],
    ]);
    expect(account?.bundle.entitlements.map(({ because }) => because.length)).toEqual([3, 3]);
  });

  test.each([
    ["from now on", noon, null, true],
    ["from a moment later", "2026-11-23T12:00:01Z", null, false],
    ["until a moment later", null, "2026-11-23T12:00:01Z", true],
    ["until now", null, noon, false],
  ])("an assignment %s", (_, from, until, isHeld) => {
    const organization = anOrganization({ assignments: [anAssignment({ from, until })] });
    expect(accountsIn(organization)).toHaveLength(isHeld ? 1 : 0);
  });

  test("an assignment to somebody else changes nothing for others with the same rows", () => {
    const people = [aPerson({ id: "e1" }), aPerson({ id: "e2" }), aPerson({ id: "e3" })];
    const roles = [engineers, aRole({ name: "admin", grants: [aGrant({ value: "admins" })] })];
    const assignments = [anAssignment({ person: "e2", role: "admin" })];
    const held = accountsIn(anOrganization({ people, roles, assignments })).map(({ bundle }) =>
      [...bundle.keys].sort(),
    );
    expect(held).toEqual([["group:engineering"], ["group:admins", "group:engineering"], ["group:engineering"]]);
  });

  test("asks for one seat although several roles give it, for all their reasons", () => {
    const roles = ["a", "b"].map((name) => aRole({ name, birthright: [aBirthright({})], grants: [aSeatGrant()] }));
    const desired = resolve(anOrganization({ roles, pools: [aPool()] }), noon);
    expect(desired.demands.map(({ person, pool, because }) => [person.id, pool, because.length])).toEqual([
      ["e1001", "ide", 2],
    ]);
    expect(desired.applications.get("ide-vendor")?.accounts.get("e1001")?.seatOnly).toBe(true);
  });

  test("keeps a seat apart from what else the application gives", () => {
    const grants = [aSeatGrant(), aGrant({ application: "ide-vendor", value: "admins" })];
    const [account] = accountsIn(
      anOrganization({ roles: [aRole({ grants })], assignments: [anAssignment()], pools: [aPool()] }),
      "ide-vendor",
    );
    expect(account?.seatOnly).toBe(false);
    expect([...(account?.bundle.keys ?? [])]).toEqual(["group:admins"]);
  });

  test("manages what any role or pool names, and knows which roles give it", () => {
    const roles = [aRole({ name: "b" }), aRole({ name: "a" }), aRole({ name: "c", grants: [aSeatGrant()] })];
    const { applications } = resolve(anOrganization({ roles, pools: [aPool()] }), noon);
    const managed = [...applications.values()].flatMap((application) => [...application.managed]);
    expect(managed.map(([key, { roles: givers, pool }]) => [key, givers, pool])).toEqual([
      ["group:engineering", ["a", "b"], null],
      ["license:ALL_PRODUCTS", ["c"], "ide"],
    ]);
  });

  test("shows an account the columns that the roster has, and an empty cell as absent", () => {
    const person = aPerson({ familyName: "", attributes: { department: "Engineering", title: "" } });
    const [account] = accountsIn(anOrganization({ people: [person], roles: [engineers] }));
    expect(account?.attributes).toEqual({
      givenName: "Given",
      familyName: null,
      displayName: "Given",
      email: "e1001@acme.example",
      userType: "employee",
      title: null,
      department: "Engineering",
    });
  });

  test("calls a nameless account by its user name", () => {
    const person = aPerson({ givenName: "", familyName: "" });
    const [account] = accountsIn(anOrganization({ people: [person], roles: [engineers] }));
    expect(account?.attributes["displayName"]).toBe("e1001@acme.example");
  });

  test("has an empty side for an application that nothing gives access to", () => {
    const desired = resolve(anOrganization({ applications: [anApplication({ name: "crm" })] }), noon);
    expect(desired.applications.get("crm")?.accounts.size).toBe(0);
    expect(desired.applications.get("crm")?.managed.size).toBe(0);
  });

  test("is the same for any order of what was written", () => {
    const at = (line: number) => aSource("assignments/2026-11.yaml", line);
    const organization = anOrganization({
      people: [aPerson({ id: "e1" }), aPerson({ id: "e2" })],
      roles: [
        aRole({
          name: "a",
          grants: [aGrant({ value: "z" }), aGrant({ value: "b" }), aSeatGrant("q"), aSeatGrant("p")],
        }),
        aRole({ name: "b", grants: [aGrant({ value: "b" })] }),
      ],
      pools: [
        aPool({ name: "p" }),
        aPool({ name: "q", seat: { application: "ide-vendor", type: "group", value: "q" } }),
      ],
      assignments: [
        anAssignment({ person: "e1", role: "a", at: at(1) }),
        anAssignment({ person: "e1", role: "a", at: at(2) }),
        anAssignment({ person: "e1", role: "b", at: at(3) }),
      ],
    });
    const turned = {
      ...organization,
      people: organization.people.toReversed(),
      roles: organization.roles.toReversed(),
      pools: organization.pools.toReversed(),
      assignments: organization.assignments.toReversed(),
      applications: organization.applications.toReversed(),
    };
    const listed = (some: Organization) => {
      const { people, holdings, applications } = resolve(some, noon);
      const sides = [...applications.values()].map(({ application, pools, managed, accounts }) => [
        application.name,
        pools.map(({ name }) => name),
        [...managed],
        [...accounts].map(([id, { bundle }]) => [id, bundle.entitlements, bundle.because]),
      ]);
      return JSON.stringify([[...people], [...holdings], sides]);
    };
    expect(listed(turned)).toBe(listed(organization));
    expect(accountsIn(turned)[0]?.bundle.entitlements.map(({ key }) => key)).toEqual(["group:b", "group:z"]);
  });
});
