import type { Approval } from "../../src/model/approval.ts";
import type { Plan } from "../../src/model/plan.ts";
import { approvalsOf } from "../../src/report/verdict.ts";

/** Everybody whom a plan asks for agrees to it. */
export function approveAll(plan: Plan): readonly Approval[] {
  return approvalsOf(plan).flatMap(({ from, count }) =>
    Array.from({ length: count }, (_, index) => ({
      operations: plan.operations,
      by: `reviewer-${index + 1}-of-${from}`,
      team: from,
      at: plan.basis.at,
    })),
  );
}
