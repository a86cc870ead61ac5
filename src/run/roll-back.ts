import { encodePlan } from "../apply/plan-file.ts";
import { noReviews } from "../model/approval.ts";
import { RollcallError } from "../model/error.ts";
import type { ApplyRequest } from "./apply-plan.ts";
import type { ApplyResult, RolledBack } from "./apply-session.ts";
import { makePlan } from "./make-plan.ts";
import type { World } from "./world.ts";

/** The ring of a run that did not pass, and how plans are applied. */
export interface FailedRing {
  readonly sequence: number;
  readonly ring: number;
  apply(request: ApplyRequest): Promise<ApplyResult>;
}

/**
 * Puts back what a ring did: plans the inverse, and applies it as far as guards and policy allow it without anybody's approval. It is a run
 * of its own on the ledger. What keeps it from being done is said, and is no error: the halt stands.
 */
export async function rollBack(world: World, request: ApplyRequest, failed: FailedRing): Promise<RolledBack> {
  const { sequence, ring } = failed;
  try {
    const made = await makePlan(world, { ref: request.ref, at: request.at }, { undo: { sequence, ring } });
    if (made.kind === "invalid") return { kind: "left", reason: "the files have mistakes" };
    if (made.plan.changes.length === 0) return { kind: "left", reason: "there is nothing that can be put back" };
    const { ref, at } = request;
    const result = await failed.apply({ planText: encodePlan(made.plan), reviews: noReviews, ref, at });
    if (result.kind === "invalid") return { kind: "left", reason: "the files have mistakes" };
    const isWhole = result.kind === "already-applied" || result.isWhole;
    return { kind: "rolled-back", sequence: result.recorded.sequence, isWhole };
  } catch (error) {
    if (error instanceof RollcallError) return { kind: "left", reason: error.message };
    throw error;
  }
}
