import { standingOf } from "../apply/approvals.ts";
import type { Reviews } from "../model/approval.ts";
import type { ApprovalStanding } from "../model/approval-standing.ts";
import type { Instant } from "../model/instant.ts";
import type { Organization } from "../model/organization.ts";
import type { Plan } from "../model/plan.ts";
import { type Clock, instantOf } from "../ports/clock.ts";
import { consentOf } from "./consent.ts";

/** A plan, what was said of it, and the moment that counts as now (null: now). */
export interface ApprovalQuestion {
  readonly plan: Plan;
  readonly organization: Organization;
  readonly reviews: Reviews;
  readonly at: Instant | null;
}

/** How far a plan is approved. */
export function judgeApprovals(world: { readonly clock: Clock }, question: ApprovalQuestion): ApprovalStanding {
  const { plan, organization, reviews, at } = question;
  return standingOf(plan, consentOf(organization, reviews), at ?? instantOf(world.clock));
}

/** Whether there is anything to tell of approvals: somebody has to agree, a guard stops, or somebody overrides one. */
export function isToldOf({ needs, overrides }: ApprovalStanding): boolean {
  return needs.length > 0 || overrides.length > 0;
}
