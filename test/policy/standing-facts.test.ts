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
      source: { kind: "file", path: "sign-ins.csv" } as const,
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
    const evidence = signIns({
      e1: "2026-01-30T12:00:00Z",
      e2: null,
      e3: "2026-01-30T12:00:01Z",
      e4: "2025-01-01T00:00:00Z",
    });
    const holdings = new Map(
      ["e1", "e2", "e3"].map((id) => [id, [heldBy("admin"), heldBy("harmless"), heldBy("elsewhere")]] as const),
    );
    const rows = dormant(someFacts(anOrganization({ roles }), { holdings, signIns: evidence }));
    expect(rows.map(({ person, role, days }) => [person, role, days])).toEqual([
      ["e2", "admin", null],
      ["e1", "admin", 30],
    ]);
  });
});

test("emergencies of one role and person count as one until the last of them is over, the longest first", () => {
  const emergency = (person: string, from: string | null, until: string | null, role = "a") =>
    anAssignment({ person, role, kind: "emergency", from, until });
  const chain = (person: string, from: string, ...ends: readonly string[]) =>
    ends.map((until, n) => emergency(person, ends[n - 1] ?? from, until));
  const assignments = [
    emergency("e0", "2026-02-28T00:00:00Z", AT),
    ...chain("e1", "2026-03-01T10:00:00Z", "2026-03-01T18:00:00Z", "2026-03-02T04:00:00Z", "2026-03-02T10:00:00Z"),
    emergency("e1", null, "2026-03-01T14:00:00Z", "b"),
    emergency("e2", "2026-03-05T10:00:00Z", "2026-03-05T22:00:00Z"),
    emergency("e3", "2026-03-01T10:00:00Z", "2026-03-01T18:00:00Z"),
    emergency("e3", "2026-03-01T18:00:00Z", null),
    anAssignment({ person: "e2", role: "a", kind: "temporary", until: "2027-01-01T00:00:00Z" }),
  ];
  const longestOf = (list: typeof assignments) => emergencies(someFacts(anOrganization({ assignments: list }))).longest;
  expect(longestOf(assignments)).toEqual([
    { person: "e3", role: "a", hours: null },
    { person: "e1", role: "a", hours: 24 },
    { person: "e2", role: "a", hours: 12 },
    { person: "e1", role: "b", hours: 2 },
  ]);
  expect(longestOf(assignments.toReversed())).toEqual(longestOf(assignments));
  const many = Array.from({ length: 30 }, (_, n) => emergency(`p${n}`, AT, `2026-03-${10 + (n % 20)}T12:00:00Z`));
  expect(longestOf(many)).toHaveLength(20);
});

test("emergency access is counted while it is open", () => {
  const assignments = [
    anAssignment({ person: "e1", role: "a", kind: "emergency" }),
    anAssignment({ person: "e1", role: "b", kind: "emergency" }),
    anAssignment({ person: "e2", role: "a", kind: "standard" }),
    anAssignment({ person: "e3", role: "a", kind: "emergency", until: AT }),
  ];
  expect(emergencies(someFacts(anOrganization({ assignments })))).toMatchObject({ assignments: 2, people: 1 });
});
