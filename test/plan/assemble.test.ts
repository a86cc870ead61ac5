import { describe, expect, test } from "vitest";
import type { Organization } from "../../src/model/organization.ts";
import type { Basis } from "../../src/model/plan.ts";
import { assemble } from "../../src/plan/assemble.ts";
import { anAccount, LiveApplication, noon, planFor } from "../support/live-application.ts";
import { aBirthright, anApplication, anOrganization, aPerson, aPool, aRole, aSeatGrant } from "../support/people.ts";
import { aDecision } from "../support/plan.ts";

const basis: Basis = { commit: null, inputs: {}, live: {}, policy: "", at: noon, expires: noon, engine: "test" };

function assembled(organization: Organization, judged = true, own: readonly LiveApplication[] = []) {
  const empty = organization.applications.map(({ name }) => new LiveApplication(name, ["engineering"]));
  const live = own.length > 0 ? own : empty;
  const { desired, observed, ...composition } = planFor(organization, live);
  return assemble({
    organization,
    basis,
    composition,
    observed: observed.toReversed(),
    decisions: judged ? composition.changes.map(() => aDecision.allow(7)) : [],
    planDecision: aDecision.warn(),
    people: desired.holdings.size,
    calls: new Map([["chat", 2]]),
  });
}

describe("a plan", () => {
  const roles = [aRole({ birthright: [aBirthright({})] })];

  test("carries each change with its decision, and sums up each application in order", () => {
    const plan = assembled(anOrganization({ roles }));
    expect(plan.changes.map(({ change, decision }) => [change.kind, decision.risk])).toEqual([
      ["create-account", 7],
      ["grant", 7],
    ]);
    expect(plan.applications).toEqual([
      {
        application: "chat",
        accounts: 0,
        groups: 1,
        listing: "complete",
        calls: 2,
        changes: { "create-account": 1, grant: 1 },
      },
      { application: "ide-vendor", accounts: 0, groups: 1, listing: "complete", calls: 0, changes: {} },
    ]);
    expect(plan).toMatchObject({ format_version: "1.0", organization: "acme", people: 1, basis });
  });

  test("denies what nobody judged", () => {
    const plan = assembled(anOrganization({ roles }), false);
    expect(plan.changes.map(({ decision }) => decision.verdict)).toEqual(["deny", "deny"]);
  });
});

describe("a full pool", () => {
  const roles = [aRole({ birthright: [aBirthright({})], grants: [aSeatGrant()] })];
  const people = [aPerson({ id: "e1" }), aPerson({ id: "e2" })];
  const withPool = (whenFull: "wait" | "deny", seats: number, alertAt = 0.9) =>
    assembled(
      anOrganization({
        people,
        roles,
        pools: [aPool({ quota: { eu: seats }, overflow: 0, whenFull, alertAt })],
        applications: [anApplication({ name: "ide-vendor" })],
      }),
    );

  test("lets people wait", () => {
    const plan = withPool("wait", 1);
    expect(plan.waiting).toMatchObject([{ person: "e2", place: 1 }]);
    expect(plan.decision).toEqual(aDecision.warn());
  });

  test("denies the plan where the pool says so, and keeps what policy said", () => {
    const { decision } = withPool("deny", 1);
    expect(decision.verdict).toBe("deny");
    expect(decision.denials.map(({ rule }) => rule)).toEqual(["pool.full"]);
    expect(decision.warnings).toEqual(aDecision.warn().warnings);
  });

  test("is an alert from the share that the pool names on", () => {
    expect(withPool("wait", 2).findings).toMatchObject([{ kind: "pool-alert", subject: "ide" }]);
    expect(withPool("wait", 3).findings).toEqual([]);
    expect(withPool("wait", 0).findings).toEqual([]);
    expect(withPool("wait", 2, 1).findings).toHaveLength(1);
    expect(withPool("wait", 2, 1.01).findings).toEqual([]);
  });
});

describe("a protected seat", () => {
  const roles = [aRole({ birthright: [aBirthright({})], grants: [aSeatGrant()] })];
  const people = ["e1", "e2", "e3"].map((id) => aPerson({ id, kind: id === "e1" ? "employee" : "contractor" }));
  const seated = (seats: number, sitting: readonly string[]) => {
    const pool = aPool({ quota: { eu: seats }, overflow: 0, protected: [{ kind: ["contractor"] }] });
    const live = people.reduce((vendor, { id }) => {
      const entitlements = sitting.includes(id) ? [pool.seat] : [];
      return vendor.with(anAccount({ externalId: id, entitlements }));
    }, new LiveApplication("ide-vendor"));
    const applications = [anApplication({ name: "ide-vendor" })];
    return assembled(anOrganization({ people, roles, pools: [pool], applications }), true, [live]);
  };
  const rulesOf = ({ decision }: ReturnType<typeof assembled>) => decision.denials.map(({ rule }) => rule);

  test("that a smaller quota would take denies the plan", () => {
    const plan = seated(1, ["e1", "e2", "e3"]);
    expect(rulesOf(plan)).toEqual(["pool.protected"]);
    expect(plan.decision).toMatchObject({ verdict: "deny", warnings: aDecision.warn().warnings });
    expect(plan.decision.denials[0]?.message).toMatch(/^e3 .* ide/);
  });

  test("is no reason to deny while there are enough, or for those who only wait", () => {
    expect(rulesOf(seated(2, ["e1", "e2", "e3"]))).toEqual([]);
    expect(rulesOf(seated(1, ["e1", "e2"]))).toEqual([]);
  });
});
