import { describe, expect, test } from "vitest";
import type { Change } from "../../src/model/change.ts";
import type { Organization } from "../../src/model/organization.ts";
import { adopt } from "../../src/plan/adopt.ts";
import {
  aBirthright,
  aGrant,
  anAssignment,
  anOrganization,
  aPerson,
  aPool,
  aRole,
  aSeatGrant,
} from "../support/people.ts";
import { aChange } from "../support/plan.ts";

const at = "2026-11-23T09:00:00Z";
const who = { person: "e1001" };
const roles = [
  aRole({ name: "reader", grants: [aGrant({ value: "read" })] }),
  aRole({ name: "writer", risk: 40, grants: [aGrant({ value: "read" }), aGrant({ value: "write" })] }),
  aRole({ name: "owner", risk: 80, grants: [aGrant({ value: "write" }), aGrant({ value: "own" })] }),
  aRole({ name: "coder", grants: [aSeatGrant()] }),
];
const taken = (group: string) => aChange.grant({ ...who, group });
const given = (group: string) => aChange.revoke({ ...who, group });

/** What is adopted: roles that are given, ends as `role`, and what is left. */
function adopted(changes: readonly Change[], more: Partial<Organization> = {}) {
  const adoption = adopt(anOrganization({ roles, pools: [aPool()], ...more }), changes, at);
  return {
    give: adoption.give.map(({ person, role }) => `${person} ${role.name}`),
    end: adoption.end.map(({ role }) => role),
    left: adoption.left.map(({ key, reason }) => `${key}: ${reason}`),
  };
}

describe("what was given by hand", () => {
  test("becomes an assignment of the role that gives exactly it, be it one thing, two, or a seat", () => {
    expect(adopted([given("read")])).toEqual({ give: ["e1001 reader"], end: [], left: [] });
    expect(adopted([given("write"), given("read")]).give).toEqual(["e1001 writer"]);
    expect(adopted([aChange.releaseSeat(who)]).give).toEqual(["e1001 coder"]);
  });

  test("is left where every role gives more, with the roles that come near", () => {
    const { give, left } = adopted([given("own")]);
    expect(give).toEqual([]);
    expect(left).toHaveLength(1);
    expect(left[0]).toContain("owner would also give chat group:write");
    expect(adopted([given("nothing")]).left[0]).toContain("no role gives it");
  });

  test("is left where a role of the person asks for it already, and where nobody on the roster has the account", () => {
    expect(adopted([aChange.releaseSeat(who)], { assignments: [anAssignment({ role: "coder" })] })).toMatchObject({
      ...{ give: [], left: [expect.stringContaining("asks for it already")] },
    });
    expect(adopted([aChange.revoke({ person: null, group: "read" })])).toMatchObject({ give: [], left: [{}] });
    const people = [aPerson({ status: "left" })];
    expect(adopted([given("read")], { people })).toMatchObject({
      give: [],
      left: [expect.stringContaining("has left")],
    });
  });
});

describe("what was taken by hand", () => {
  test("ends the assignment that asks for it, and none that has not begun", () => {
    const assignments = [
      anAssignment({ role: "reader" }),
      anAssignment({ role: "reader", from: "2026-12-01T00:00:00Z" }),
      anAssignment({ role: "coder" }),
    ];
    const { end, left } = adopted([taken("read"), aChange.assignSeat(who)], { assignments });
    expect({ end, left }).toEqual({ end: ["reader", "coder"], left: [] });
  });

  test("is left where more would go with it, unless all of that was taken too", () => {
    const assignments = [anAssignment({ role: "writer" })];
    expect(adopted([taken("read")], { assignments })).toMatchObject({
      ...{ end: [], left: [expect.stringContaining("would also take chat group:write")] },
    });
    expect(adopted([taken("read"), taken("write")], { assignments })).toMatchObject({ end: ["writer"], left: [] });
  });

  test("is left where it comes by birthright, with the row", () => {
    const birthright = aRole({ ...roles[0], birthright: [aBirthright({ department: ["Engineering"] })] });
    const { end, left } = adopted([taken("read")], { roles: [birthright] });
    expect(end).toEqual([]);
    expect(left[0]).toContain("roles/engineer.yaml:5");
  });
});

describe("an account that somebody changed by hand", () => {
  test("follows the roster, unless what is adopted asks for an account, or for none", () => {
    const assignments = [anAssignment({ role: "reader" })];
    expect(adopted([aChange.enable(who)], { assignments }).left).toHaveLength(1);
    expect(adopted([aChange.update(who)]).left).toHaveLength(1);
    expect(adopted([aChange.disable(who)]).left).toHaveLength(1);
    expect(adopted([aChange.disable(who), given("read")])).toEqual({ give: ["e1001 reader"], end: [], left: [] });
    expect(adopted([aChange.create(who), taken("read")], { assignments })).toMatchObject({ end: ["reader"], left: [] });
  });
});
