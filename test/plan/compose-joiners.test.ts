import { describe, expect, test } from "vitest";
import type { SignUp } from "../../src/model/joiner.ts";
import type { Organization } from "../../src/model/organization.ts";
import { aDecision, aSignUp, joinerSettings } from "../support/joiners.ts";
import { anAccount, LiveApplication, makeAll, planFor } from "../support/live-application.ts";
import { aBirthright, aGrant, anOrganization, aPerson, aPool, aRole, aSeatGrant } from "../support/people.ts";

const role = aRole({
  birthright: [aBirthright({ department: ["Engineering"] })],
  grants: [aGrant(), aSeatGrant()],
});
const bad: Partial<SignUp> = { emailDomain: "mailinator.com" };
const ids = ["e1", "e2", "e3"];

/** One seat for three people, who come in the order of their ids. */
function organization(joiners: Organization["joiners"]): Organization {
  const people = ids.map((id) => aPerson({ id }));
  return anOrganization({ people, roles: [role], pools: [aPool({ quota: { eu: 1 }, overflow: 0 })], joiners });
}
const settings = (...held: readonly string[]) =>
  joinerSettings(ids.map((person) => aSignUp({ person, ...(held.includes(person) ? bad : {}) })));
const empty = () => [new LiveApplication("chat", ["engineering"]), new LiveApplication("ide-vendor")];
const kindsOf = (plan: ReturnType<typeof planFor>, person: string) =>
  plan.changes.filter((change) => change.person === person).map(({ kind }) => kind);
const heldIn = ({ findings }: ReturnType<typeof planFor>) =>
  findings.filter(({ kind }) => kind === "joiner-held").map(({ subject }) => subject);

describe("who is held", () => {
  test("gets no account, no grant and no seat, and the others all of theirs", () => {
    const plan = planFor(organization(settings("e1")), empty());
    expect(kindsOf(plan, "e1")).toEqual([]);
    expect(kindsOf(plan, "e2")).toEqual(["create-account", "create-account", "grant", "assign-seat"]);
    expect(kindsOf(plan, "e3")).toEqual(["create-account", "grant"]);
    expect(plan.findings.filter(({ application }) => application === "*")).toMatchObject([
      { kind: "joiner-held", subject: "e1" },
    ]);
  });

  test("takes no place in the queue for a seat: the next gets it, and waits no longer", () => {
    const free = planFor(organization(settings()), empty());
    expect(free.allocation.waiting.map(({ person }) => person)).toEqual(["e2", "e3"]);
    const plan = planFor(organization(settings("e1", "e2")), empty());
    expect(plan.allocation.waiting).toEqual([]);
    expect(kindsOf(plan, "e3")).toContain("assign-seat");
  });

  test("is nobody who has an account in one application, enabled or not, however bad the signals", () => {
    for (const active of [true, false]) {
      const chat = new LiveApplication("chat", ["engineering"]).with(anAccount({ externalId: "e1", active }));
      const plan = planFor(organization(settings("e1", "e2", "e3")), [chat, new LiveApplication("ide-vendor")]);
      expect(kindsOf(plan, "e1")).toContain("assign-seat");
      expect(heldIn(plan)).toEqual(["e2", "e3"]);
    }
  });

  test("is nobody to whom the ledger says that a run gave something, also when the account is gone", () => {
    const given = { accounts: new Set<string>(), people: new Set(["e1"]), memberships: new Map() };
    const plan = planFor(organization(settings("e1")), empty(), { recalled: new Map([["chat", given]]) });
    expect(kindsOf(plan, "e1")).toContain("create-account");
  });

  test("passes once released, gets everything by the next plan, and is never looked at again", () => {
    const one = settings("e1", "e2", "e3");
    const released = { ...one, decisions: [aDecision({ person: "e2" })] };
    const live = empty();
    const plan = planFor(organization(released), live);
    expect(new Set(plan.changes.map(({ person }) => person))).toEqual(new Set(["e2"]));
    makeAll(plan.changes, live);
    const after = planFor(organization(one), live);
    expect(after.changes).toEqual([]);
    expect(heldIn(after)).toEqual(["e1", "e3"]);
  });

  test("is nobody where no sign-ups are named", () => {
    const plan = planFor(organization(null), empty());
    expect(ids.map((id) => kindsOf(plan, id).length)).toEqual([4, 2, 2]);
    expect(plan.findings.filter(({ application }) => application === "*")).toEqual([]);
  });

  test("is the same in any order of people and sign-ups", () => {
    const reversed = { ...settings("e1", "e3"), signUps: [...settings("e1", "e3").signUps].reverse() };
    const forward = organization(settings("e1", "e3"));
    const backward = { ...organization(reversed), people: forward.people.toReversed() };
    const [a, b] = [planFor(forward, empty()), planFor(backward, empty())];
    expect([b.changes, b.findings]).toEqual([a.changes, a.findings]);
  });
});
