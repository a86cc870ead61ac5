import { expect, test } from "vitest";
import { seatStanding } from "../../src/plan/seat-standing.ts";
import { aPerson, aPool } from "../support/people.ts";

const pool = aPool({
  quota: { eu: 1, us: 1 },
  overflow: 1,
  failover: { eu: ["us"] },
  priority: [
    { kind: "role", role: "lead" },
    { kind: "attribute", attribute: "department", value: "Sales" },
  ],
  protected: [{ kind: ["service"] }],
  eligible: [{ department: ["Sales"] }, { kind: ["service"] }],
});
const by = (...roles: readonly string[]) => ({ held: roles.map((role) => ({ role, because: [] })), notice: null });

test("somebody asks at their own location first, by the first row of priority that fits", () => {
  const person = aPerson({ attributes: { location: "eu", department: "Sales" } });
  const standing = { locations: ["eu", "global", "us"], rows: 2, isProtected: false };
  expect(seatStanding(pool, person, by())).toMatchObject({ ...standing, priority: 2 });
  expect(seatStanding(pool, person, by("lead"))).toMatchObject({ ...standing, priority: 1 });
});

test("whom no row fits comes after them, and whom no row of eligible describes may have no seat", () => {
  const service = aPerson({ kind: "service", attributes: { location: "mars", department: "IT" } });
  expect(seatStanding(pool, service, by())).toMatchObject({ locations: ["global"], priority: null, isProtected: true });
  expect(seatStanding(pool, aPerson({ attributes: { department: "IT" } }), by())).toMatchObject({ locations: [] });
});
