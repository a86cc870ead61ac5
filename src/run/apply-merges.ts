import { encodePlan } from "../apply/plan-file.ts";
import type { ShownPart } from "../apply/standing.ts";
import { noReviews } from "../model/approval.ts";
import { RollcallError } from "../model/error.ts";
import type { Plan } from "../model/plan.ts";
import { type Coverage, coverageOf } from "../plan/cover.ts";
import { instantOf } from "../ports/clock.ts";
import { comparisonText } from "../report/comparison-text.ts";
import { type ApplyRequest, applyPlan } from "./apply-plan.ts";
import type { ApplyResult } from "./apply-session.ts";
import { witnessesAt } from "./consent.ts";
import { alone, makePlan } from "./make-plan.ts";
import { type OpenedMerge, openMerges, type ShownMerge } from "./open-merges.ts";
import { agreedToAll } from "./open-record.ts";
import { recordedChanges } from "./record-plan.ts";
import type { World } from "./world.ts";

/** The pull requests that were merged since everything was applied, oldest first, as they were shown. */
export interface MergesRequest extends Omit<ApplyRequest, "planText" | "policiesFrom" | "shown"> {
  readonly merges: readonly ShownMerge[];
  /** Whether what nobody was shown may be made so where policy asks nobody for it. */
  readonly converges: boolean;
}

/** How applying ended; `unshown` are the keys of changes that no record shows, and `remarks` what did not count and why. */
export interface MergesResult {
  readonly result: ApplyResult | { readonly kind: "nothing" };
  readonly unshown: readonly string[];
  readonly remarks: readonly string[];
}

/**
 * Plans what a commit says and applies it: whichever merges brought it here, and whichever of their runs were lost. An approval
 * counts for the changes that its pull request showed, as they were shown. Throws `plan-stale` before the first write when the commit
 * itself was shown in a pull request, and something would be done that none has shown; `plan-denied` when one showed it as denied.
 */
export async function applyMerges(world: World, request: MergesRequest): Promise<MergesResult> {
  const now = request.at ?? instantOf(world.clock);
  const { commit, merges, remarks } = await openMerges(world, request.merges, { ref: request.ref ?? "HEAD", now });
  const own = merges.find((merge) => merge.commit === commit);
  const isStrict = own !== undefined && !request.converges;
  const judging = isStrict ? { from: own.base, proposers: request.reviews.proposers } : alone;
  if (isStrict) refuseUncounted(own, remarks);
  const planned = await makePlan(world, { ref: commit, at: request.at }, { judging });
  if (planned.kind === "invalid") return { result: planned, unshown: [], remarks };
  const { plan } = planned;
  if (plan.changes.length === 0) return { result: { kind: "nothing" }, unshown: [], remarks };
  const coverage = coverageOf(
    recordedChanges(plan),
    merges.map(({ record }) => record),
  );
  refuseDenied(coverage);
  if (isStrict) refuseUnshown(coverage);
  const result = await applyPlan(world, {
    ...request,
    ...{ planText: encodePlan(plan), ref: commit, policiesFrom: isStrict ? own.base : null },
    shown: shownParts(plan, { merges, coverage }),
  });
  return { result, unshown: coverage.added, remarks };
}

/** What was shown of the commit itself has to hold still. */
function refuseUncounted({ counts, record }: OpenedMerge, remarks: readonly string[]): void {
  if (counts) return;
  throw new RollcallError("plan-stale", `${remarks.join("; ")}: plan pull request ${record.pullRequest} again`);
}

/** Main's policies may allow by now what they denied then: the one pull request that asked for both does not get its way unseen. */
function refuseDenied({ denied }: Coverage): void {
  const [first] = denied;
  if (first === undefined) return;
  const [key, pullRequest] = first;
  const more = denied.size > 1 ? ` and ${denied.size - 1} more` : "";
  throw new RollcallError(
    "plan-denied",
    `pull request ${pullRequest} showed ${key}${more} as denied: nothing was written; propose it anew`,
  );
}

function refuseUnshown({ added, stricter }: Coverage): void {
  if (added.length + stricter.size === 0) return;
  const text = comparisonText({ kind: "different", moved: [], added, stricter: [...stricter.keys()] });
  throw new RollcallError("plan-stale", text);
}

/** What each pull request showed of the plan. What does not count any more is asked for still, and has been agreed to by nobody. */
function shownParts(
  { operations }: Plan,
  { merges, coverage }: { readonly merges: readonly OpenedMerge[]; readonly coverage: Coverage },
): readonly ShownPart[] {
  const parts: ShownPart[] = [];
  for (const [place, merge] of merges.entries()) {
    const changes = coverage.covered.get(place);
    if (changes === undefined) continue;
    const { base, organization, record: shown } = merge;
    const reviews = merge.counts ? agreedToAll(merge.reviews, { shown, operations }) : noReviews;
    parts.push({ changes, witnesses: witnessesAt(base, organization, reviews) });
  }
  const nobody = { reviews: noReviews, people: [], teams: null, expire: null };
  return coverage.stricter.size === 0 ? parts : [...parts, { changes: coverage.stricter, witnesses: nobody }];
}
