import { describe, expect, test } from "vitest";
import type { Organization } from "../../src/model/organization.ts";
import type { Role } from "../../src/model/role.ts";
import { baseData, seenFromBase } from "../../src/policy/base-data.ts";
import { aGrant, anOrganization, aPool, aRole, aSeatGrant } from "../support/people.ts";

const strict = aRole({ name: "payer", risk: 80, owner: "security", excludes: ["approver"], maxDuration: 1000 });
const weak = aRole({ name: "payer", risk: 5, owner: "friends", excludes: ["reader"], maxDuration: null });
const others = [aRole({ name: "approver" }), aRole({ name: "reader" })];

const dataOf = (base: Organization, proposal: Organization) => baseData(base, seenFromBase(base, proposal));

test("a proposal cannot make a role weaker for the policies of the base", () => {
  const base = anOrganization({ roles: [strict, ...others], thresholds: { limit: 1 } });
  const proposal = anOrganization({ roles: [weak, ...others], thresholds: { limit: 1000 } });
  const data = dataOf(base, proposal);
  expect(data.roles["payer"]).toMatchObject({ risk: 80, owner: "security", maxDuration: 1000 });
  expect(data.roles["payer"]?.excludes).toEqual(["approver", "reader"]);
  expect(data.roles["approver"]?.excludes).toEqual(["payer"]);
  expect(data.thresholds).toEqual({ limit: 1 });
});

test("a proposal may make a role stricter, and add one", () => {
  const base = anOrganization({ roles: [aRole({ name: "payer", risk: 5, maxDuration: 1000 })] });
  const proposal = anOrganization({
    roles: [aRole({ name: "payer", risk: 80, maxDuration: 500 }), aRole({ name: "new", risk: 30 })],
  });
  expect(dataOf(base, proposal).roles).toMatchObject({ payer: { risk: 80, maxDuration: 500 }, new: { risk: 30 } });
});

describe("what a proposal calls a role", () => {
  const admins = aRole({ name: "it-admin", risk: 80, owner: "it", grants: [aGrant({ value: "owners" })] });
  const seated = aRole({ name: "designer", risk: 40, owner: "design", grants: [aSeatGrant("ide")] });
  const everyone = aRole({ name: "everyone", risk: 0, owner: "hr", grants: [aGrant({ value: "all" })] });
  const cheaper = aRole({ name: "seats", risk: 45, owner: "seats", grants: [aSeatGrant("ide")] });
  const base = anOrganization({ roles: [admins, cheaper, seated, everyone], pools: [aPool({ name: "ide" })] });
  const asked = (...roles: readonly Role[]) => {
    const pools = [aPool({ name: "ide" }), aPool({ name: "other" })];
    return dataOf(base, anOrganization({ roles, pools })).roles;
  };

  test.each([
    ["another name", aRole({ ...admins, name: "helper", risk: 0, owner: "friends" })],
    ["a higher risk, and an owner of its own", aRole({ ...admins, name: "helper", risk: 79, owner: "friends" })],
    ["the name of a harmless role", { ...everyone, grants: [...everyone.grants, ...admins.grants] }],
  ])("does not make what it gives worth less: %s", (_, role) => {
    expect(asked(role)[role.name]).toMatchObject({ risk: 80, owner: "it" });
  });

  test("does not make a seat worth less than the least risky way to it, by whatever pool", () => {
    const role = aRole({ name: "helper", risk: 0, owner: "friends", grants: [aSeatGrant("other")] });
    expect(asked(role)["helper"]).toMatchObject({ risk: 40, owner: "design" });
  });

  test("says what it is worth where the base gives nothing of it, or gives it to everybody", () => {
    const role = (value: string) => aRole({ name: "new", risk: 5, owner: "new", grants: [aGrant({ value })] });
    expect(asked(role("unheard"))["new"]).toMatchObject({ risk: 5, owner: "new" });
    expect(asked(role("all"))["new"]).toMatchObject({ risk: 5, owner: "new" });
    expect(asked(admins)["it-admin"]).toMatchObject({ risk: 80, owner: "it" });
  });
});

describe("a role that gives all that another gives in the base", () => {
  const pays = aRole({ name: "payer", grants: [aGrant({ value: "pay" })], excludes: ["approver"], maxDuration: 1000 });
  const approves = aRole({ name: "approver", grants: [aGrant({ value: "approve" })] });
  const both = aRole({ name: "chief", grants: [...pays.grants, ...approves.grants] });
  const renamed = [
    aRole({ name: "clerk", grants: pays.grants }),
    aRole({ name: "boss", grants: [...approves.grants, aGrant({ value: "more" })] }),
  ];
  const excludedIn = (known: readonly Role[], proposed: readonly Role[]) =>
    dataOf(anOrganization({ roles: known }), anOrganization({ roles: proposed })).roles;

  test("excludes what the other excludes, also when that has another name now, and is held no longer", () => {
    const roles = excludedIn([pays, approves], renamed);
    expect(roles).toMatchObject({ clerk: { excludes: ["boss"], maxDuration: 1000 }, boss: { excludes: ["clerk"] } });
  });

  test("excludes itself when it unites two that exclude each other", () => {
    expect(excludedIn([pays, approves], [both])["chief"]?.excludes).toEqual(["chief"]);
  });

  test("is left alone when the base has it already, or when it gives a part", () => {
    expect(excludedIn([pays, approves, both], [pays, approves, both])["chief"]?.excludes).toEqual([]);
    const part = aRole({ name: "part", grants: [aGrant({ value: "more" })] });
    expect(excludedIn([pays, approves], [part, approves])["part"]?.excludes).toEqual([]);
  });
});
