import type { Outcome, OutcomeStatus } from "../model/outcome.ts";
import type { JournalState } from "./journal.ts";

const final: ReadonlySet<OutcomeStatus> = new Set(["applied", "unchanged", "unverified"]);

/** Whether what needs this change may go on, and a resumed run leaves it alone. */
export function isSuccess({ status }: Outcome): boolean {
  return final.has(status);
}

/** What earlier lives of a run mean for this one. */
export interface Earlier {
  /** Outcomes that stand: these changes are not called again. */
  readonly kept: ReadonlyMap<string, Outcome>;
  /** A change that was called once, without a certain end, and is found done has been done by us; not sent again now, it still may be done. */
  recovered(outcome: Outcome): Outcome;
  /** What to say of a change that this life does not reach. */
  unreached(key: string, say: { readonly reason: string; readonly at: string }): Outcome;
}

/** Reads an earlier life off the journal; once it is on the ledger nothing of it is tried again. */
export function earlierLife(found: JournalState): Earlier {
  const kept = new Map([...found.outcomes].filter(([, outcome]) => found.recorded !== null || isSuccess(outcome)));
  const unreached: Earlier["unreached"] = (key, { reason, at }) => {
    const blank = { key, account: null, reference: null, recovered: false, at };
    if (found.open.has(key)) return { ...blank, status: "failed", reason: `${begun}; now: ${reason}`, attempts: 1 };
    return found.outcomes.get(key) ?? { ...blank, status: "not-reached", reason, attempts: 0 };
  };
  const recovered: Earlier["recovered"] = (outcome) => {
    const { key, status, reason, attempts, at } = outcome;
    const tried = found.open.has(key) || found.outcomes.get(key)?.status === "failed";
    if (!tried) return outcome;
    if (status === "unchanged") return { ...outcome, status: "applied", recovered: true };
    const isSent = isSuccess(outcome) || attempts > 0;
    return isSent ? outcome : unreached(key, { reason: reason ?? "it was not reached", at });
  };
  return { kept, recovered, unreached };
}

const begun = "an earlier run began this and did not see its end, so it may be done";
