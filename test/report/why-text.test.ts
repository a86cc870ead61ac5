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
      ...{ isProtected: false, notice: null, at: aSource("pools/ide.yaml", 1) },
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

  test("says that a seat goes back unused, and that its holder is kept out from that day on", () => {
    const notice = {
      ...{ lastSignIn: null, noticed: "2026-11-13T00:00:00Z", reclaim: "2026-11-20T00:00:00Z", isOver: true },
      at: aSource("pools/notices/ide.yaml", 3),
    };
    const textOf = (isOver: boolean) =>
      whyText(
        { ...chain, seats: chain.seats.map((seat) => ({ ...seat, notice: { ...notice, isOver } })) },
        { people: new Map() },
        screen,
      );
    expect(textOf(true)).toMatch(/ kept out from 2026-11-20T00:00:00Z.* {2}pools\/notices\/ide\.yaml:3\n/);
    expect(textOf(false)).not.toContain("kept out");
    expect(textOf(false)).toContain("2026-11-20T00:00:00Z");
  });

  test("says when no role gives anything", () => {
    const text = whyText({ ...chain, roles: [], unexplained: [], accounts: null }, { people: new Map() }, screen);
    expect(text).toMatch(/^e1004 \(employee, active\) is here/);
    expect(text).toContain("No role");
  });
});
