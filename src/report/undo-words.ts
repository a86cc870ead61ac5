import type { Undoes } from "../model/plan.ts";

/** What a plan is that takes a run back. */
export function undoTitle({ sequence, ring }: Undoes): string {
  return ring === undefined ? `Undoes run ${sequence}` : `Undoes ring ${ring} of run ${sequence}`;
}

/** What a reader has to do beside applying such a plan. */
export const undoAdvice =
  "The files still ask for what that run made: revert its commit too, or the next plan makes it again.";
