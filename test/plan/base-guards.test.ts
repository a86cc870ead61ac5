import { expect, test } from "vitest";
import type { Organization } from "../../src/model/organization.ts";
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
  signIns: null,
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

test("a proposal that names an application of the base no more, or by another name, is stopped", () => {
  const both = anOrganization({
    people,
    applications: [anApplication({ name: "chat" }), anApplication({ name: "wiki" })],
  });
  const renamed = anOrganization({
    people,
    applications: [anApplication({ name: "chat" }), anApplication({ name: "talk" })],
  });
  const stopsOf = (proposed: Organization, known: Organization) =>
    baseGuards({ ...input, organization: proposed }, known, { own: [], changes: [] });
  expect(stopsOf(renamed, both)).toEqual([{ guard: "applications.removed", message: expect.stringContaining("wiki") }]);
  expect(stopsOf(both, proposal)).toEqual([]);
});

test.each(["branch", "remote", "allowedSigners", "revoked", "anchor"] as const)(
  "a proposal that says another audit.%s than its base is stopped",
  (key) => {
    const moved = { ...proposal, audit: { ...proposal.audit, [key]: "other" } };
    const stops = baseGuards({ ...input, organization: moved }, proposal, { own: [], changes: [] });
    expect(stops).toEqual([{ guard: "audit.moved", message: expect.stringContaining(`audit.${key}`) }]);
  },
);

test("a proposal that loosens a limit is still held by it, for an application and for all together", () => {
  const any = { most: null, share: null, few: 0, from: 0 };
  const tight = { removals: { ...any, most: 0 }, creations: any, privilege: { ...any, risk: null } };
  const strict = anOrganization({ people, applications: [anApplication({ guard: tight })], guards: tight });
  const gone = [aChange.disable({ person: "e2" })];
  expect(baseGuards(input, strict, { own: [], changes: gone }).map((stop) => stop.guard)).toEqual([
    "removals.mass",
    "removals.overall",
  ]);
});
