import { expect, test } from "vitest";
import { administratorsAfter } from "../../src/plan/administrators.ts";
import { baseGuards } from "../../src/plan/base-guards.ts";
import type { Observed } from "../../src/plan/diff.ts";
import { guard } from "../../src/plan/guard.ts";
import { resolve } from "../../src/plan/resolve.ts";
import { anApplication, anOrganization, aPerson } from "../support/people.ts";
import { aChange } from "../support/plan.ts";

const protects = { admins: { group: "owners", atLeast: 2 }, people: ["e1"] };
const people = [aPerson({ id: "e1" }), aPerson({ id: "e2" })];
const base = anOrganization({ people, applications: [anApplication({ name: "chat", protect: protects })] });
const proposal = anOrganization({
  people,
  applications: [anApplication({ name: "chat", protect: { admins: null, people: [] } })],
});
const seen = (owners: Observed["members"]): Observed => ({
  ...{ application: "chat", accounts: 2, active: 2, groups: 1, lines: [], seats: [], blocked: new Set() },
  verdict: { kind: "complete", accounts: 2, groups: 1 },
  strangersId: () => null,
  hasAccount: () => true,
  seatHolders: () => null,
  members: owners,
  changes: () => ({ changes: [], findings: [], missingGroups: [] }),
});
const observed = [seen(() => ({ active: new Set(["e1", "e2"]), isComplete: true }))];
const changes = [aChange.revoke({ person: "e1", group: "owners" })];
const desired = resolve(proposal, "2026-11-23T12:00:00Z");
const input = { organization: proposal, desired, observed, peopleBefore: null };

test("a proposal that takes a protection away is still stopped by it", () => {
  const own = guard({ ...input, changes });
  expect(own).toEqual([]);
  expect(baseGuards(input, base, { own, changes }).map((stop) => stop.guard)).toEqual([
    "protected.person",
    "admins.too-few",
  ]);
});

test("what both stop is said once", () => {
  const same = { ...input, organization: base };
  const own = guard({ ...same, changes });
  expect(own.length).toBeGreaterThan(0);
  expect(baseGuards(same, base, { own, changes })).toEqual([]);
});

test("administrators are counted before and after, without those who become one", () => {
  expect(administratorsAfter(base, observed, [...changes, aChange.grant({ person: "e9", group: "owners" })])).toEqual({
    chat: { group: "owners", before: 2, after: 1, atLeast: 2 },
  });
  expect(administratorsAfter(proposal, observed, changes)).toEqual({});
  expect(administratorsAfter(base, [seen(() => null)], changes)).toMatchObject({
    chat: { before: null, after: null },
  });
});
