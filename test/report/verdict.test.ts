import { describe, expect, test } from "vitest";
import { approvalsOf, countsOf, denialsOf, verdictOf } from "../../src/report/verdict.ts";
import { verdictSentence } from "../../src/report/verdict-words.ts";
import { aChange, aDecision, aFinding, aPlan, aPlannedChange } from "../support/plan.ts";

const guard = { guard: "mass-removal", message: "50 of 57 people lose access" };

describe("verdictOf", () => {
  test("puts a guard before a denial, and a denial before an approval", () => {
    const changes = [
      aPlannedChange(aChange.grant(), aDecision.deny()),
      aPlannedChange(aChange.revoke(), aDecision.approval()),
    ];
    expect(verdictOf(aPlan({ changes, guards: [guard] }))).toBe("stopped");
    expect(verdictOf(aPlan({ changes }))).toBe("denied");
    expect(verdictOf(aPlan({ changes: changes.slice(1) }))).toBe("needs-approval");
    expect(verdictOf(aPlan({ changes: [aPlannedChange(aChange.grant(), aDecision.warn())] }))).toBe("ready");
    expect(verdictOf(aPlan())).toBe("nothing-to-do");
  });

  test("hears policy on the plan as a whole", () => {
    const changes = [aPlannedChange(aChange.grant())];
    expect(verdictOf(aPlan({ changes, decision: aDecision.deny() }))).toBe("denied");
    expect(verdictOf(aPlan({ changes, decision: aDecision.approval() }))).toBe("needs-approval");
    expect(verdictOf(aPlan({ guards: [guard] }))).toBe("stopped");
    expect(verdictOf(aPlan({ decision: aDecision.approval() }))).toBe("needs-approval");
  });

  test("takes a verdict of deny without a reason for a denial", () => {
    const silent = { ...aDecision.allow(), verdict: "deny" as const };
    expect(verdictOf(aPlan({ changes: [aPlannedChange(aChange.grant(), silent)] }))).toBe("denied");
  });
});

describe("verdictSentence", () => {
  test("never calls what it could not read nothing to do", () => {
    const doubt = aFinding({ kind: "unverifiable-membership" });
    expect(verdictSentence(aPlan())).not.toBe(verdictSentence(aPlan({ findings: [doubt] })));
  });

  test("counts people once, however many changes they have", () => {
    const plan = aPlan({ changes: [aPlannedChange(aChange.grant()), aPlannedChange(aChange.create())] });
    expect(countsOf(plan)).toMatchObject({ changes: 2, people: 1, applications: 1, kinds: { grant: 1 } });
  });
});

describe("approvalsOf", () => {
  test("asks a team once for the highest count, with every rule that asks", () => {
    const plan = aPlan({
      changes: [
        aPlannedChange(aChange.grant({ group: "a" }), aDecision.approval({ count: 1 })),
        aPlannedChange(aChange.grant({ group: "b" }), aDecision.approval({ count: 2, rule: "role.critical" })),
        aPlannedChange(aChange.grant({ group: "c" }), aDecision.approval({ from: "finance-leads" })),
      ],
      decision: aDecision.approval({ count: 1 }),
    });
    expect(approvalsOf(plan)).toMatchObject([
      { from: "finance-leads", count: 1 },
      {
        from: "security",
        count: 2,
        rules: [
          { rule: "role.critical", changes: 1 },
          { rule: "role.privileged", changes: 1 },
        ],
      },
    ]);
  });
});

describe("denialsOf", () => {
  test("counts the changes behind a rule", () => {
    const changes = ["a", "b"].map((group) => aPlannedChange(aChange.grant({ group }), aDecision.deny()));
    expect(denialsOf(aPlan({ changes }))).toMatchObject([{ rule: "sod.exclusive-roles", changes: 2 }]);
  });
});
