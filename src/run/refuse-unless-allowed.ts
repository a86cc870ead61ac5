import { missingApprovals } from "../apply/approvals.ts";
import type { Approval } from "../model/approval.ts";
import { RollcallError } from "../model/error.ts";
import type { Plan } from "../model/plan.ts";

/** Denials, guards, doubt and missing approvals, in this order: throws for the first that keeps a plan from being applied. */
export function refuseUnlessAllowed(plan: Plan, approvals: readonly Approval[]): void {
  const [stop] = plan.guards;
  if (stop !== undefined)
    throw new RollcallError("guard-stopped", `${stop.message} (${stop.guard}): nothing was written`);
  const denials = [plan.decision, ...plan.changes.map(({ decision }) => decision)].filter(
    ({ verdict }) => verdict === "deny",
  );
  if (denials.length > 0) {
    const [first] = denials.flatMap((decision) => decision.denials);
    throw new RollcallError(
      "plan-denied",
      `policy denies this plan: ${first?.message ?? "no reason given"} (${first?.rule ?? "unnamed"}): nothing was written`,
    );
  }
  const untrusted = plan.applications.find(({ listing }) => listing === "untrusted");
  if (untrusted !== undefined) {
    throw new RollcallError(
      "listing-untrusted",
      `the listing of ${untrusted.application} cannot be trusted: nothing was written; plan again when it can`,
    );
  }
  const missing = missingApprovals(plan, approvals);
  if (missing.length > 0) {
    const text = missing.map(({ from, required, have }) => `${from} (${have} of ${required})`).join(", ");
    throw new RollcallError("approval-missing", `approval is missing from ${text}: nothing was written`);
  }
}
