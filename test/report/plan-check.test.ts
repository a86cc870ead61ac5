import { describe, expect, test } from "vitest";
import type { ApprovalStanding } from "../../src/model/approval-standing.ts";
import type { PlannedChange } from "../../src/model/plan.ts";
import { planCheck } from "../../src/report/plan-check.ts";
import { aChange, aDecision, anAssignmentCause, aPlan, aPlannedChange } from "../support/plan.ts";

const asking = aPlan({ changes: [aPlannedChange(aChange.grant(), aDecision.approval())] });
const agreed: ApprovalStanding = {
  ...{ operations: asking.operations, published: asking.basis.at, overrides: [], blocks: [] },
  needs: [
    {
      ...{ from: "security", required: 1, have: 1, rules: ["role.privileged"], changes: 1, passedOver: [] },
      counted: [{ operations: asking.operations, by: "e9", team: "security", at: asking.basis.at }],
      ...{ couldGive: [], cannotGive: [] },
    },
  ],
};
const untrusted = aPlan({ changes: [aPlannedChange(aChange.grant())] }).applications.map((each) => ({
  ...each,
  listing: "untrusted" as const,
}));
const guarded = { guards: [{ guard: "mass-change", message: "too many" }] };

const revokes = (number: number): readonly PlannedChange[] =>
  Array.from({ length: number }, (_, index) =>
    aPlannedChange(aChange.revoke({ person: `e${10_000 + index}`, application: index % 4 === 0 ? "crm" : "chat" })),
  );

describe("the check of a plan", () => {
  test.each([
    ["success", "nothing to do", planCheck(aPlan())],
    ["success", "ready", planCheck(aPlan({ changes: [aPlannedChange(aChange.grant())] }))],
    ["action_required", "needs approval", planCheck(asking)],
    ["action_required", "needs approval", planCheck(aPlan({ decision: aDecision.approval() }))],
    ["success", "approved", planCheck(asking, { standing: agreed })],
    ["failure", "denied", planCheck(aPlan({ changes: [aPlannedChange(aChange.grant(), aDecision.deny())] }))],
    ["failure", "stopped", planCheck(aPlan({ ...guarded, changes: [aPlannedChange(aChange.grant())] }))],
    ["failure", "nothing to do", planCheck(aPlan({ applications: untrusted }))],
  ])("is %s for a plan that is %s", (conclusion, title, check) => {
    expect(check.conclusion).toBe(conclusion);
    expect(check.title.startsWith(title)).toBe(true);
  });

  test("shows what the comment shows while that is whole", () => {
    const check = planCheck(aPlan({ changes: revokes(1_000) }));
    expect(check.text).toBeNull();
    for (const { change } of revokes(1_000)) expect(check.summary).toContain(change.person);
  });

  test("lists each of 10,000 removals, in its summary and then in its text", () => {
    const denied = aPlannedChange(aChange.grant({ person: "e99999" }), aDecision.deny());
    const check = planCheck(aPlan({ changes: [...revokes(10_000), denied] }));
    const both = check.summary + check.text;
    const shown = new Set(both.match(/\be\d{5}\b/g));
    expect(shown.size).toBe(10_001);
    for (const text of [check.summary, check.text ?? ""]) expect(Buffer.byteLength(text)).toBeLessThanOrEqual(65_535);
  });

  test("is no success when it cannot list every removal, and counts the others", () => {
    const changes = Array.from({ length: 3_000 }, (_, index) =>
      aPlannedChange(aChange.revoke({ person: `e${10_000 + index}`, group: `g${index}` })),
    );
    const check = planCheck(aPlan({ changes }));
    const more = /\*\*([\d,]+) more changes that take access away do not fit here/.exec(check.text ?? "");
    const shown = new Set((check.summary + check.text).match(/\be\d{5}\b/g)).size;
    expect(check.conclusion).toBe("action_required");
    expect(shown + Number(more?.[1]?.replaceAll(",", ""))).toBe(3_000);
    for (const text of [check.summary, check.text ?? ""]) expect(Buffer.byteLength(text)).toBeLessThanOrEqual(65_535);
  });

  test("carries 500 remarks at most, the most severe ones, and says how many there are beside them", () => {
    const cause = (line: number) => ({ ...anAssignmentCause(), at: { file: "assignments/a.yaml", line, column: 1 } });
    const changes = Array.from({ length: 620 }, (_, index) =>
      aPlannedChange(
        aChange.grant({ person: `e${index}`, because: [cause(index + 1)] }),
        index >= 600 ? aDecision.deny() : aDecision.allow(),
      ),
    );
    const check = planCheck(aPlan({ changes }));
    expect(check.annotations).toHaveLength(500);
    expect(check.annotations.filter(({ level }) => level === "failure")).toHaveLength(20);
    expect(check.summary).toContain("120 more annotations");
  });
});
