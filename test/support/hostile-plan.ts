import type { Plan } from "../../src/model/plan.ts";
import {
  aChange,
  aDecision,
  aFinding,
  anAssignmentCause,
  aPlan,
  aPlannedChange,
  aSeatSummary,
  aWaiting,
} from "./plan.ts";

/** A plan with this text in every place that comes from outside. */
export function aHostilePlan(text: string): Plan {
  const because = [{ kind: "no-rule" as const, text }, anAssignmentCause(text, text)];
  const change = { person: "e1", application: text, userName: text, because };
  return aPlan({
    organization: text,
    basis: { ...aPlan().basis, undoes: { sequence: 3, run: text } },
    changes: [
      aPlannedChange(aChange.revoke({ ...change, group: text }), aDecision.warn({ rule: text, message: text })),
      aPlannedChange(aChange.grant({ ...change, group: text }), aDecision.deny({ rule: text, message: text })),
      aPlannedChange(
        aChange.grant({ ...change, license: text }),
        aDecision.approval({ from: text, rule: text, message: text }),
      ),
      aPlannedChange(
        aChange.update({ ...change, after: { attributes: { title: text } }, before: { attributes: { title: null } } }),
      ),
    ],
    guards: [{ guard: text, message: text }],
    seats: [aSeatSummary({ pool: text, location: text })],
    waiting: [aWaiting({ pool: text, person: text, location: text, reason: text })],
    findings: [
      aFinding({ kind: "missing-group", application: text, subject: text, message: text }),
      aFinding({ application: text }),
    ],
  });
}
