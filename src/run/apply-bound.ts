import { encodePlan } from "../apply/plan-file.ts";
import type { SignedRecord } from "../audit/plan-record.ts";
import { RollcallError } from "../model/error.ts";
import type { RecordComparison } from "../model/plan-record.ts";
import { compareRecord } from "../plan/compare-record.ts";
import { instantOf } from "../ports/clock.ts";
import { comparisonText } from "../report/comparison-text.ts";
import { type ApplyRequest, applyPlan } from "./apply-plan.ts";
import type { ApplyResult } from "./apply-session.ts";
import { makePlan } from "./make-plan.ts";
import { agreedToAll, recordsOf } from "./open-record.ts";
import { readMerge, recordOf } from "./record-plan.ts";
import type { World } from "./world.ts";

/** A record that somebody signed, and what the pipeline knows of the pull request. */
export interface BoundRequest extends Omit<ApplyRequest, "planText" | "policiesFrom"> {
  readonly signed: SignedRecord;
  /** Null: as the record says. */
  readonly pullRequest: number | null;
  /** Commit that was merged; null: the second parent of the merge. */
  readonly head: string | null;
}

/** How applying ended, and what was found before. */
export interface BoundResult {
  readonly result: ApplyResult;
  readonly comparison: RecordComparison | null;
}

/**
 * Plans a merge again with the policies of its base, and applies what comes out if everything of it was in the record that was
 * shown. Throws `plan-tampered`, `plan-expired` or `plan-stale` before the first write when it was not.
 */
export async function applyBound(world: World, request: BoundRequest): Promise<BoundResult> {
  const now = request.at ?? instantOf(world.clock);
  const merge = await readMerge(world.git, request.ref ?? "HEAD", request.head);
  const records = await recordsOf(world, { base: merge.base, now });
  const shown = await records.open(request.signed);
  if (now >= shown.expires) throw refused({ kind: "expired", since: shown.expires });
  const scope = { ref: merge.commit, at: request.at };
  const judging = { from: merge.base, proposers: request.reviews.proposers };
  const planned = await makePlan(world, scope, { judging });
  if (planned.kind === "invalid") return { result: planned, comparison: null };
  const { plan } = planned;
  const pullRequest = request.pullRequest ?? shown.pullRequest;
  const present = await recordOf(world.git, plan, { merge, pullRequest, roster: planned.roster?.digest ?? null });
  const comparison = compareRecord(shown, present, now);
  if (comparison.kind === "expired" || comparison.kind === "different") throw refused(comparison);
  const result = await applyPlan(world, {
    ...request,
    ...{ planText: encodePlan(plan), ref: merge.commit, policiesFrom: merge.base },
    reviews: agreedToAll(request.reviews, { shown, operations: plan.operations }),
  });
  return { result, comparison };
}

function refused(comparison: RecordComparison): RollcallError {
  const code = comparison.kind === "expired" ? "plan-expired" : "plan-stale";
  return new RollcallError(code, comparisonText(comparison));
}
