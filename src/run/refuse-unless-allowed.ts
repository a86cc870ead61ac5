import type { ApprovalStanding } from "../model/approval-standing.ts";
import { isOverridden, missingNeeds } from "../model/approval-standing.ts";
import { RollcallError } from "../model/error.ts";
import type { Plan } from "../model/plan.ts";

/** Denials, guards, doubt and missing approvals, in this order: throws for the first that keeps a plan from being applied. */
export function refuseUnlessAllowed(plan: Plan, standing: ApprovalStanding): void {
  refuseGuards(plan, standing);
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
  refuseUnapproved(standing);
}

function refuseGuards(plan: Plan, { overrides }: ApprovalStanding): void {
  const passed = new Set(overrides.filter(isOverridden).map(({ guard }) => guard));
  const stop = plan.guards.find(({ guard }) => !passed.has(guard));
  if (stop === undefined) return;
  const standing = overrides.find(({ guard }) => guard === stop.guard);
  const way =
    standing?.isPossible === true
      ? `; overridden by ${standing.counted.length} of ${standing.required} people`
      : "; nobody can override it";
  throw new RollcallError("guard-stopped", `${stop.message} (${stop.guard}${way}): nothing was written`);
}

function refuseUnapproved(standing: ApprovalStanding): void {
  const [block] = standing.blocks;
  if (block !== undefined) {
    const text = `${block.by} (${block.teams.join(", ")}) asks for changes`;
    throw new RollcallError("approval-missing", `${text}: nothing was written`);
  }
  const missing = missingNeeds(standing);
  if (missing.length === 0) return;
  const text = missing.map(({ from, required, have }) => `${from} (${have} of ${required})`).join(", ");
  throw new RollcallError("approval-missing", `approval is missing from ${text}: nothing was written`);
}
