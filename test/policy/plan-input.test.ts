import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Change } from "../../src/model/change.ts";
import type { JoinerVerdict } from "../../src/model/joiner.ts";
import { planInput } from "../../src/policy/plan-input.ts";
import { creates, deletes, disables, enables, grants, revokes, updates } from "../support/changes.ts";
import { anEntitlement, anOrganization, aPerson, aRole } from "../support/people.ts";
import { aSeatSummary, aWaiting } from "../support/plan.ts";
import { AT, aGrantChange, someFacts } from "./world.ts";

const whose = (person: string | null, application = "chat") => ({
  application,
  person,
  account: `remote-${person ?? "stranger"}`,
  userName: `${person ?? "stranger"}@acme.example`,
});
const image = { userName: "x", externalId: null, active: true, attributes: {} };

describe("the input of a plan", () => {
  test("adds up kinds, applications and people", () => {
    const changes: Change[] = [
      creates(whose("joiner"), image),
      grants(whose("joiner"), anEntitlement()),
      disables(whose("leaver")),
      revokes(whose("leaver"), anEntitlement()),
      deletes(whose("leaver", "code")),
      updates(whose("mover"), {}),
      revokes(whose("mover"), anEntitlement()),
      enables(whose("back")),
      disables(whose(null)),
    ];
    const { plan, at } = planInput(changes, someFacts(anOrganization(), { live: { chat: 10 }, peopleBefore: 4 }), []);
    expect(at).toBe(AT);
    expect(plan).toMatchObject({ changes: 9, people: 4, joiners: 2, movers: 1, leavers: 1, strangers: 1 });
    expect(plan).toMatchObject({ peopleNow: 1, peopleBefore: 4 });
    expect(plan.kinds).toMatchObject({ "disable-account": 2, "delete-account": 1, revoke: 2, "end-sessions": 0 });
    expect(plan.applications["chat"]).toMatchObject({
      accounts: 10,
      changes: 8,
      created: 1,
      removed: 2,
      removedShare: 0.2,
      losing: 3,
      losingShare: 0.3,
    });
  });

  test("counts joiners who are held and who are blocked", () => {
    const joiner = (person: string, verdict: JoinerVerdict) =>
      [person, { person, verdict, score: 0, reasons: [], clusters: [], since: null, decision: null }] as const;
    const joiners = new Map([joiner("a", "pass"), joiner("b", "review"), joiner("c", "review"), joiner("d", "block")]);
    const { plan } = planInput([], someFacts(anOrganization(), { joiners }), []);
    expect(plan).toMatchObject({ joinersHeld: 2, joinersBlocked: 1 });
    expect(planInput([], someFacts(), []).plan).toMatchObject({ joinersHeld: 0, joinersBlocked: 0 });
  });

  test("takes removals for a share of 1 where nobody knows how many there are", () => {
    const { applications } = planInput([deletes(whose("e1", "code"))], someFacts(), []).plan;
    expect(applications["code"]).toMatchObject({ accounts: null, removed: 1, removedShare: 1, losingShare: 1 });
  });

  test("never takes creations for a loss", () => {
    const { applications } = planInput([creates(whose("e1"), image)], someFacts(), []).plan;
    expect(applications["chat"]).toMatchObject({ removedShare: 0, losingShare: 0 });
  });

  test("counts the risk of a role once for each person", () => {
    const organization = anOrganization({
      roles: [aRole({ name: "engineer", risk: 20 }), aRole({ name: "dba", risk: 70 })],
    });
    const twice = [aGrantChange(), aGrantChange(), aGrantChange({ role: "dba" }), aGrantChange({ person: "e2" })];
    const taken = revokes(whose("e3"), anEntitlement());
    expect(planInput([...twice, taken], someFacts(organization), []).plan.privilegeGranted).toBe(20 + 70 + 20);
  });

  test("counts people who are here now", () => {
    const people = [
      aPerson({ id: "a" }),
      aPerson({ id: "b", status: "left" }),
      aPerson({ id: "c", start: "2027-01-01T00:00:00Z" }),
    ];
    expect(planInput([], someFacts(anOrganization({ people })), []).plan.peopleNow).toBe(1);
  });

  test("is the same whatever the order of the changes", () => {
    const make = [disables, deletes, enables, (w: ReturnType<typeof whose>) => creates(w, image)] as const;
    const change = fc
      .tuple(fc.nat(3), fc.constantFrom("a", "b", "c", null), fc.constantFrom("chat", "code"))
      .map(([kind, person, application]) => (make[kind] ?? disables)(whose(person, application)));
    fc.assert(
      fc.property(fc.array(change, { maxLength: 30 }), (changes) => {
        const forwards = JSON.stringify(planInput(changes, someFacts(), []));
        expect(JSON.stringify(planInput(changes.toReversed(), someFacts(), []))).toBe(forwards);
      }),
    );
  });
});

test("licence pools come with their seats, who waits, and what they cost", () => {
  const cost = { currency: "EUR", boughtBefore: null, bought: 720, usedBefore: 315, usedAfter: 337.5 };
  const pools = {
    seats: [aSeatSummary(), aSeatSummary({ location: "global", quota: 2, usedBefore: 1, usedAfter: 2 })],
    waiting: [aWaiting(), aWaiting({ person: "e2", place: 2 }), aWaiting({ pool: "crm" })],
    costs: [{ pool: "ide", ...cost }],
  };
  const { plan } = planInput([], someFacts(anOrganization(), { pools }), []);
  expect(plan.pools).toEqual({ ide: { quota: 12, usedBefore: 9, usedAfter: 11, waiting: 2, cost } });
  const { currency: _currency, ...amounts } = cost;
  expect(plan.costs).toEqual({ EUR: amounts });
  const unpriced = planInput([], someFacts(anOrganization(), { pools: { ...pools, costs: [] } }), []);
  expect(unpriced.plan.pools["ide"]?.cost).toBeNull();
});
