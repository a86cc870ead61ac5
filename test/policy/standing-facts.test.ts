import { describe, expect, test } from "vitest";
import type { Holding } from "../../src/model/holding.ts";
import { conflicts, dormant, emergencies } from "../../src/policy/standing-facts.ts";
import { aGrant, anAssignment, anOrganization, aRole, aSource } from "../support/people.ts";
import { AT, someFacts } from "./world.ts";

const heldBy = (role: string, file = `roles/${role}.yaml`): Holding => ({
  role,
  because: [{ kind: "birthright", role, at: aSource(file, 7) }],
});

describe("conflicts", () => {
  const organization = anOrganization({
    roles: [aRole({ name: "payer", excludes: ["approver"] }), aRole({ name: "approver" }), aRole({ name: "reader" })],
  });

  test("name everybody who is to hold both, and where each role comes from", () => {
    const holdings = new Map([
      ["e2", [heldBy("payer"), heldBy("reader"), heldBy("approver")]],
      ["e1", [heldBy("payer"), heldBy("reader")]],
    ]);
    expect(conflicts(someFacts(organization, { holdings }))).toEqual([
      {
        person: "e2",
        roles: ["approver", "payer"],
        holdings: [
          { role: "approver", kind: "birthright", at: "roles/approver.yaml:7" },
          { role: "payer", kind: "birthright", at: "roles/payer.yaml:7" },
        ],
      },
    ]);
  });

  test("are none without exclusions", () => {
    const free = anOrganization({ roles: [aRole({ name: "a" }), aRole({ name: "b" })] });
    expect(conflicts(someFacts(free, { holdings: new Map([["e1", [heldBy("a"), heldBy("b")]]]) }))).toEqual([]);
  });
});

describe("dormant access", () => {
  const signIns = (people: Readonly<Record<string, string | null>>) => [
    {
      application: "chat",
      file: "sign-ins.csv",
      maxAge: 1,
      newest: AT,
      people: new Map(Object.entries(people).map(([id, last]) => [id, { last, at: aSource() }])),
    },
  ];
  const roles = [
    aRole({ name: "admin", risk: 80, grants: [aGrant()] }),
    aRole({ name: "harmless", risk: 0, grants: [aGrant()] }),
    aRole({ name: "elsewhere", risk: 90, grants: [aGrant({ application: "crm" })] }),
  ];

  test("is of who holds a role with a risk there and was away for 30 days, the longest first", () => {
    const organization = anOrganization({
      roles,
      signIns: signIns({
        e1: "2026-01-30T12:00:00Z",
        e2: null,
        e3: "2026-01-30T12:00:01Z",
        e4: "2025-01-01T00:00:00Z",
      }),
    });
    const holdings = new Map(
      ["e1", "e2", "e3"].map((id) => [id, [heldBy("admin"), heldBy("harmless"), heldBy("elsewhere")]] as const),
    );
    const rows = dormant(someFacts(organization, { holdings }));
    expect(rows.map(({ person, role, days }) => [person, role, days])).toEqual([
      ["e2", "admin", null],
      ["e1", "admin", 30],
    ]);
  });
});

test("emergency access is counted while it is open", () => {
  const assignments = [
    anAssignment({ person: "e1", role: "a", kind: "emergency" }),
    anAssignment({ person: "e1", role: "b", kind: "emergency" }),
    anAssignment({ person: "e2", role: "a", kind: "standard" }),
    anAssignment({ person: "e3", role: "a", kind: "emergency", until: AT }),
  ];
  expect(emergencies(someFacts(anOrganization({ assignments })))).toEqual({ assignments: 2, people: 1 });
});
