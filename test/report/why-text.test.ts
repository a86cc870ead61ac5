import { describe, expect, test } from "vitest";
import type { WhyChain } from "../../src/model/why.ts";
import { whyText } from "../../src/report/why-text.ts";
import { aSource } from "../support/people.ts";
import { aBirthrightCause, anAssignmentCause } from "../support/plan.ts";

const screen = { color: false, width: 120 };
const chain: WhyChain = {
  at: "2026-11-23T09:00:00Z",
  person: { id: "e1004", kind: "employee", status: "active", present: true, at: aSource("people/roster.csv", 5) },
  roles: [
    {
      role: "engineer",
      title: "Engineer",
      because: [aBirthrightCause()],
      gives: [
        {
          kind: "entitlement",
          entitlement: { application: "chat", type: "group", value: "engineering" },
          at: aSource("roles/engineer.yaml", 10),
          live: "held",
        },
        {
          kind: "seat",
          pool: "ide",
          application: "ide-vendor",
          location: null,
          at: aSource("roles/engineer.yaml", 12),
          live: "missing",
        },
      ],
    },
    { role: "prod-db-admin", title: "Database administrator", because: [anAssignmentCause()], gives: [] },
  ],
  seats: [
    {
      ...{ pool: "ide", application: "ide-vendor", locations: ["eu", "global"], priority: 1, rows: 2 },
      ...{ isProtected: false, at: aSource("pools/ide.yaml", 1) },
    },
  ],
  accounts: [{ application: "chat", userName: "rui@example.com", active: false }],
  unexplained: [{ application: "crm", type: "group", value: "crm-users" }],
};

describe("whyText", () => {
  test("leads from the person over the roles and their reasons to what is held", () => {
    const names = { people: new Map([["e1004", { name: "Rui Figueiredo", title: "Engineer" }]]) };
    expect(whyText(chain, names, screen)).toMatchInlineSnapshot(`
      "Rui Figueiredo (e1004), Engineer (employee, active) is here at 2026-11-23T09:00:00Z
        on the roster: people/roster.csv:5
        chat  account rui@example.com  disabled

      role engineer  Engineer
          because role engineer (birthright roles/engineer.yaml:8)
          chat        group engineering        has it   roles/engineer.yaml:10
          ide-vendor  seat ide: waits for one  missing  roles/engineer.yaml:12

      role prod-db-admin  Database administrator
          because role prod-db-admin (INC-4711, assignments/2026-11.yaml:3)

      Place in the queue for seats
          ide-vendor  seat ide  at eu, then global; priority 1 of 2  pools/ide.yaml:1

      Held although no role gives it
          crm  group crm-users
      "
    `);
  });

  test("says when no role gives anything", () => {
    const text = whyText({ ...chain, roles: [], unexplained: [], accounts: null }, { people: new Map() }, screen);
    expect(text).toMatch(/^e1004 \(employee, active\) is here/);
    expect(text).toContain("No role");
  });
});
