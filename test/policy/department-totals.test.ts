import { expect, test } from "vitest";
import { departmentTotals } from "../../src/policy/department-totals.ts";
import { aPerson } from "../support/people.ts";
import { aChange } from "../support/plan.ts";
import { AT } from "./world.ts";

const inDepartment = (id: string, department: string, status: "active" | "left" = "active") =>
  aPerson({ id, status, attributes: department === "" ? {} : { department } });

const people = new Map(
  [
    inDepartment("e1", "Sales"),
    inDepartment("e2", "Sales"),
    inDepartment("e3", "Sales", "left"),
    inDepartment("e4", "Design"),
    inDepartment("e5", ""),
  ].map((person) => [person.id, person]),
);

test("counts who is here, who joins, moves in, leaves and loses, each person once", () => {
  const before = new Map([["e1", { person: inDepartment("e1", "Design"), roles: [] }]]);
  const changes = [
    aChange.grant({ person: "e1" }),
    aChange.revoke({ person: "e1" }),
    aChange.revoke({ person: "e1", group: "other" }),
    aChange.create({ person: "e2" }),
    aChange.disable({ person: "e3" }),
    aChange.disable({ person: "e5" }),
    aChange.disable({ person: null }),
  ];
  expect(departmentTotals(changes, { people, before, at: AT })).toEqual({
    Design: { people: 1, joiners: 0, movedIn: 0, leavers: 0, losing: 0, losingShare: 0 },
    Sales: { people: 2, joiners: 1, movedIn: 1, leavers: 1, losing: 2, losingShare: 1 },
  });
});

test("knows no movers where nobody knows what was before", () => {
  const totals = departmentTotals([aChange.grant({ person: "e1" })], { people, before: null, at: AT });
  expect(totals["Sales"]).toMatchObject({ movedIn: 0, losingShare: 0 });
});
