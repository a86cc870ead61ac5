import { describe, expect, test } from "vitest";
import type { Person } from "../../src/model/person.ts";
import type { Role } from "../../src/model/role.ts";
import { attributeOf, matchRows } from "../../src/plan/birthright.ts";
import { aBirthright, aPerson, aRole } from "../support/people.ts";

const rolesOf = (roles: readonly Role[], person: Person) => matchRows(roles)(person).map(({ role }) => role.name);
const roleFor = (conditions: Readonly<Record<string, readonly string[]>>) =>
  aRole({ birthright: [aBirthright(conditions)] });

describe("a birthright row", () => {
  test("describes a person who meets all of its conditions", () => {
    const role = roleFor({ department: ["Engineering"], location: ["eu"] });
    expect(rolesOf([role], aPerson())).toEqual(["engineer"]);
    expect(rolesOf([role], aPerson({ attributes: { department: "Engineering", location: "us" } }))).toEqual([]);
  });

  test("is met by any of the values of a condition", () => {
    expect(rolesOf([roleFor({ department: ["Sales", "Engineering"] })], aPerson())).toEqual(["engineer"]);
  });

  test("counts once although a value is written twice", () => {
    expect(rolesOf([roleFor({ department: ["Engineering", "Engineering"] })], aPerson())).toEqual(["engineer"]);
  });

  test("without conditions describes everybody but service accounts", () => {
    expect(rolesOf([roleFor({})], aPerson({ kind: "guest" }))).toEqual(["engineer"]);
    expect(rolesOf([roleFor({})], aPerson({ kind: "service" }))).toEqual([]);
  });

  test("describes service accounts only when it names their kind", () => {
    const service = aPerson({ kind: "service" });
    expect(rolesOf([roleFor({ department: ["Engineering"] })], service)).toEqual([]);
    expect(rolesOf([roleFor({ department: ["Engineering"], kind: ["service"] })], service)).toEqual(["engineer"]);
  });

  test("is not met by a column that the roster does not have", () => {
    expect(rolesOf([roleFor({ costCenter: [""] })], aPerson())).toEqual([]);
    expect(rolesOf([roleFor({ constructor: ["Object"] })], aPerson())).toEqual([]);
  });

  test("is met by an empty cell only when it names the empty value", () => {
    const person = aPerson({ attributes: { department: "" } });
    expect(rolesOf([roleFor({ department: [""] })], person)).toEqual(["engineer"]);
    expect(rolesOf([roleFor({ department: ["Engineering"] })], person)).toEqual([]);
  });

  test("with a condition that allows nothing describes nobody", () => {
    expect(rolesOf([roleFor({ department: [] })], aPerson())).toEqual([]);
  });
});

test("rows are numbered in the order of the roles", () => {
  const roles = [
    aRole({ name: "a", birthright: [aBirthright({ location: ["eu"] })] }),
    aRole({ name: "b", birthright: [aBirthright({})] }),
    aRole({ name: "c", birthright: [aBirthright({ department: ["Engineering", "Sales"] })] }),
  ];
  const found = matchRows(roles)(aPerson()).map(({ role, number }) => [number, role.name]);
  expect(found.toSorted()).toEqual([
    [0, "a"],
    [1, "b"],
    [2, "c"],
  ]);
});

test("every column of the roster can be a condition", () => {
  const person = aPerson({ manager: "e9", email: null });
  const names = ["id", "kind", "status", "userName", "manager", "location", "email", "toString"];
  expect(names.map((name) => attributeOf(person, name))).toEqual([
    "e1001",
    "employee",
    "active",
    "e1001@acme.example",
    "e9",
    "eu",
    undefined,
    undefined,
  ]);
});
