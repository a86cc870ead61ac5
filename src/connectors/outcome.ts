import type { Change } from "../model/change.ts";
import type { Outcome, OutcomeStatus } from "../model/outcome.ts";
import { type Clock, instantOf } from "../ports/clock.ts";

/** What is known of a change once it has been tried. */
export interface Finish {
  readonly status: OutcomeStatus;
  readonly account?: string | null;
  readonly reason?: string | null;
  readonly reference?: string | null;
  readonly attempts?: number;
}

/** The outcome of a change, now. */
export function outcomeOf(change: Change, finish: Finish, clock: Pick<Clock, "now">): Outcome {
  return {
    key: change.key,
    status: finish.status,
    account: finish.account ?? change.account,
    reason: finish.reason ?? null,
    reference: finish.reference ?? null,
    attempts: finish.attempts ?? 0,
    recovered: false,
    at: instantOf(clock),
  };
}
