import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { missingApprovals } from "../../src/apply/approvals.ts";
import type { Approval } from "../../src/model/approval.ts";
import { aChange, aDecision, aPlan, aPlannedChange } from "../support/plan.ts";

const plan = aPlan({
  changes: [
    aPlannedChange(aChange.grant({ person: "e1", group: "prod" }), aDecision.approval({ from: "security" })),
    aPlannedChange(aChange.grant({ person: "e2", group: "prod" }), aDecision.approval({ from: "security", count: 2 })),
    aPlannedChange(aChange.revoke({ person: "e3" }), aDecision.approval({ from: "platform" })),
    aPlannedChange(aChange.grant({ person: "e4" })),
  ],
});
const by = (who: string, team: string, operations = plan.operations): Approval => ({
  operations,
  by: who,
  team,
  at: "2026-11-23T10:00:00Z",
});
const enough = [by("e10", "security"), by("e11", "security"), by("e12", "platform")];

describe("which approvals are missing", () => {
  test("all of them at first, by team, each with its largest number", () => {
    expect(missingApprovals(plan, [])).toEqual([
      { from: "platform", required: 1, have: 0 },
      { from: "security", required: 2, have: 0 },
    ]);
  });

  test("none when every team has agreed often enough", () => {
    expect(missingApprovals(plan, enough)).toEqual([]);
    expect(missingApprovals(aPlan(), [])).toEqual([]);
  });

  test("an approval of other operations does not count", () => {
    const stale = enough.map((approval) => ({ ...approval, operations: "sha256:other" }));
    expect(missingApprovals(plan, stale)).toEqual(missingApprovals(plan, []));
  });

  test("nobody counts twice, whatever the case of the name", () => {
    const twice = [by("Octo", "security"), by("octo", "security"), by("e12", "platform")];
    expect(missingApprovals(plan, twice)).toEqual([{ from: "security", required: 2, have: 1 }]);
  });

  test.each(["e1", "E2", "e2@example.com"])("whom a change benefits does not count for it: %s", (who) => {
    const own = [by(who, "security"), by("e11", "security"), by("e12", "platform")];
    expect(missingApprovals(plan, own)).toEqual([{ from: "security", required: 2, have: 1 }]);
    expect(missingApprovals(plan, [...own, by("e10", "security")])).toEqual([]);
  });

  test("who loses by a change, or gains by one that needs no approval, does count", () => {
    expect(missingApprovals(plan, [...enough.slice(0, 2), by("e3", "platform")])).toEqual([]);
    expect(missingApprovals(plan, [...enough.slice(0, 2), by("e4", "platform")])).toEqual([]);
  });

  test("a need of the plan as a whole is one that every change has", () => {
    const single = aPlan({
      changes: [aPlannedChange(aChange.grant({ person: "e1" }))],
      decision: aDecision.approval(),
    });
    expect(missingApprovals(single, [by("e1", "security")])).toEqual([{ from: "security", required: 1, have: 0 }]);
    expect(missingApprovals(single, [by("e1", "security"), by("e2", "security")])).toEqual([]);
  });

  test("more approvals never make more missing, and their order does not matter", () => {
    const approval = fc.record({
      who: fc.constantFrom("e1", "e2", "e3", "e10", "e11", "e12"),
      team: fc.constantFrom("security", "platform", "sales"),
      operations: fc.constantFrom(plan.operations, "sha256:other"),
    });
    const short = (approvals: readonly Approval[]) =>
      missingApprovals(plan, approvals).reduce((sum, { required, have }) => sum + required - have, 0);
    fc.assert(
      fc.property(fc.array(approval, { maxLength: 8 }), (given) => {
        const approvals = given.map(({ who, team, operations }) => by(who, team, operations));
        expect(short(approvals)).toBeLessThanOrEqual(short(approvals.slice(1)));
        expect(missingApprovals(plan, approvals.toReversed())).toEqual(missingApprovals(plan, approvals));
      }),
    );
  });
});
