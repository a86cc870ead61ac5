import type { Change } from "../model/change.ts";
import type { DriftedChange, DriftReport, Pending, RunMoment } from "../model/drift.ts";
import { count, differences, objectWords } from "./change-words.ts";

/** One thing that is other than it should be. */
export interface Standing {
  /** `account`, `group owners`, or the name of an attribute. */
  readonly what: string;
  readonly now: string;
  readonly should: string;
  /** Whether both are values of an account, which may be personal. */
  readonly isValue: boolean;
}

/** What is so now, and what the files ask for, by what a change does. */
export function standings(change: Change): readonly Standing[] {
  switch (change.kind) {
    case "create-account":
      return [standing("account", "none", "enabled")];
    case "delete-account":
      return [standing("account", "disabled", "none")];
    case "disable-account":
      return [standing("account", "enabled", "disabled")];
    case "enable-account":
      return [standing("account", "disabled", "enabled")];
    case "update-account":
      return differences(change).map(({ field, before, after }) => {
        return { what: field, now: before ?? "(none)", should: after ?? "(none)", isValue: true };
      });
    case "grant":
    case "assign-seat":
      return [standing(objectWords(change) ?? "", "not held", "held")];
    case "revoke":
    case "release-seat":
      return [standing(objectWords(change) ?? "", "held", "not held")];
    case "end-sessions":
      return [];
  }
}

function standing(what: string, now: string, should: string): Standing {
  return { what, now, should, isValue: false };
}

/** `run 4, 2026-11-23T09:00:05Z`. */
export function momentWords({ sequence, at }: RunMoment): string {
  return `run ${sequence}, ${at}`;
}

/** Why something is pending. */
export function pendingWords(why: Pending): string {
  switch (why.kind) {
    case "no-run":
      return "no run is recorded yet";
    case "newer":
      return `asked for since ${momentWords(why.run)}`;
    case "unsettled": {
      const reason = why.reason === null ? "" : ` (${why.reason})`;
      return `run ${why.run.sequence} left it ${why.status}${reason}`;
    }
    case "undone":
      return `run ${why.run.sequence} took it back, and the files still ask for it`;
  }
}

/** Who has to agree before it is put back: `finance-leads (1)`. */
export function askedWords({ decision }: Pick<DriftedChange, "decision">): readonly string[] {
  const most = new Map<string, number>();
  for (const { from, count: people } of decision.approvals) most.set(from, Math.max(people, most.get(from) ?? 0));
  return [...most].sort(([a], [b]) => (a < b ? -1 : 1)).map(([from, people]) => `${from} (${people})`);
}

/** How much somebody changed by hand, and how much is pending. */
export function driftSentence({ drift, pending, run, applications }: DriftReport): string {
  const doubted = applications.some(({ listing }) => listing === "untrusted");
  const waiting = pending.length === 0 ? "" : `; ${count(pending.length, "change")} pending`;
  if (run === null) return `No run is recorded yet, so that nothing counts as changed by hand${waiting}.`;
  if (drift.length === 0) return `Nothing was changed by hand${doubted ? " in what could be read" : ""}${waiting}.`;
  return `${count(drift.length, "change")} by hand${waiting}.`;
}
