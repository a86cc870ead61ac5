import { standingOf } from "../apply/standing.ts";
import type { ApprovalStanding } from "../model/approval-standing.ts";
import type { Instant } from "../model/instant.ts";
import { instantOf } from "../ports/clock.ts";
import { consentFor, type Said } from "./consent.ts";
import type { FilesWorld } from "./read-files.ts";

/** A plan with what was said of it, and the moment that counts as now (null: now). */
export type ApprovalQuestion = Said & { readonly at: Instant | null };

/** How far a plan is approved. */
export async function judgeApprovals(world: FilesWorld, question: ApprovalQuestion): Promise<ApprovalStanding> {
  return standingOf(question.plan, await consentFor(world, question), question.at ?? instantOf(world.clock));
}

/** Whether there is anything to tell of approvals: somebody has to agree, a guard stops, or somebody overrides one. */
export function isToldOf({ needs, overrides }: ApprovalStanding): boolean {
  return needs.length > 0 || overrides.length > 0;
}
