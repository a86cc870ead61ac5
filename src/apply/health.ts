import type { Gate, Surge } from "../model/apply-settings.ts";
import { RollcallError } from "../model/error.ts";
import type { Outcome } from "../model/outcome.ts";
import type { Plan } from "../model/plan.ts";

/** Why a run did not go on to its end: a ring that did not pass its gate, or too much that went wrong at all. */
export interface Halt {
  readonly kind: "gate" | "surge";
  /** The ring in which it happened, from 1. */
  readonly ring: number;
  readonly reason: string;
}

/** Whether an outcome is one that went wrong. */
export type IsWrong = (outcome: Outcome) => boolean;

/**
 * What goes wrong in a plan: failed, refused, or accepted and not so when read back. Where an application tells nobody who is in a group,
 * and the plan says that, a membership that cannot be read back is as well as it can be.
 */
export function wrongsOf({ changes, findings }: Pick<Plan, "changes" | "findings">): IsWrong {
  const silent = new Set(
    findings
      .filter(({ kind }) => kind === "unverifiable-membership")
      .map(({ application, subject }) => `${application}/${subject}`),
  );
  const unread = new Set(
    changes.flatMap(({ change }) => {
      const isMembership = "entitlement" in change && change.entitlement.type === "group";
      return isMembership && silent.has(`${change.application}/${change.entitlement.value}`) ? change.key : [];
    }),
  );
  return ({ key, status }) =>
    status === "failed" || status === "refused" || (status === "unverified" && !unread.has(key));
}

/** Counts what goes wrong while a run goes on, and stops it when that is too much. */
export class Health {
  readonly #surge: Surge;
  readonly #isWrong: IsWrong;
  readonly #stop = new AbortController();
  #done = 0;
  #wrong = 0;

  constructor(surge: Surge, isWrong: IsWrong) {
    this.#surge = surge;
    this.#isWrong = isWrong;
  }

  /** Aborts with the reason when nothing further is to be tried. */
  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  note(outcome: Outcome): void {
    if (outcome.status === "not-reached") return;
    this.#done += 1;
    if (this.#isWrong(outcome)) this.#wrong += 1;
    const { atLeast, failures } = this.#surge;
    if (this.#wrong < atLeast || this.#wrong / this.#done <= failures || this.#stop.signal.aborted) return;
    const reason = `${this.#wrong} of ${this.#done} changes went wrong, more than ${percent(failures)}`;
    this.#stop.abort(new RollcallError("aborted", reason));
  }
}

/** Why a ring does not pass; null when it does. What was not reached counts as wrong: nobody knows whether it would have worked. */
export function gateReason(
  outcomes: readonly Outcome[],
  { gate, isWrong }: { readonly gate: Gate; readonly isWrong: IsWrong },
): string | null {
  const wrong = outcomes.filter((outcome) => outcome.status === "not-reached" || isWrong(outcome)).length;
  if (outcomes.length === 0 || wrong / outcomes.length <= gate.maxFailures) return null;
  return `${wrong} of its ${outcomes.length} changes went wrong, more than ${percent(gate.maxFailures)}`;
}

function percent(share: number): string {
  return `${Math.round(share * 1000) / 10}%`;
}
