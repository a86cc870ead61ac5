import type { AskedApproval } from "../model/decision.ts";
import type { PlanRecord, RecordedChange, RecordedDecision } from "../model/plan-record.ts";
import { isStricter } from "../model/strictest.ts";

/** What became of the changes of a plan beside the records that may have shown them: keys, in the order of the plan. */
export interface Coverage {
  /** By the place of a record, the changes that it shows as they are: what policy asked for each then. */
  readonly covered: ReadonlyMap<number, ReadonlyMap<string, readonly AskedApproval[]>>;
  /** Shown by no record. */
  readonly added: readonly string[];
  /** Shown, and judged more strictly now than by every record that shows them. */
  readonly stricter: ReadonlyMap<string, readonly AskedApproval[]>;
  /** Shown as denied by the newest that shows them, by the number of its pull request. */
  readonly denied: ReadonlyMap<string, number>;
}

/** Finds for each change of a plan the records, oldest first, that show exactly this. */
export function coverageOf(present: readonly RecordedChange[], shown: readonly PlanRecord[]): Coverage {
  const records = shown.map(({ pullRequest, changes }) => ({ pullRequest, changes: byKey(changes) }));
  const covered = new Map<number, Map<string, readonly AskedApproval[]>>();
  const added: string[] = [];
  const stricter = new Map<string, readonly AskedApproval[]>();
  const denied = new Map<string, number>();
  for (const { key, digest, decision } of present) {
    const showings = records.flatMap(({ pullRequest, changes }, place) => {
      const change = changes.get(key);
      return change?.digest === digest ? [{ place, pullRequest, before: change.decision }] : [];
    });
    const newest = showings.at(-1);
    if (newest === undefined) added.push(key);
    else if (newest.before.verdict === "deny") denied.set(key, newest.pullRequest);
    else {
      const asLax = showings.filter(({ before }) => before.verdict !== "deny" && !isStricter(decision, before));
      for (const { place, pullRequest, before } of asLax) {
        const own = covered.get(place) ?? new Map<string, readonly AskedApproval[]>();
        covered.set(place, own.set(key, askedIn(pullRequest, before)));
      }
      if (asLax.length === 0) stricter.set(key, askedIn(newest.pullRequest, newest.before));
    }
  }
  return { covered, added, stricter, denied };
}

function byKey(changes: readonly RecordedChange[]): ReadonlyMap<string, RecordedChange> {
  return new Map(changes.map((change) => [change.key, change]));
}

function askedIn(pullRequest: number, { approvals }: RecordedDecision): readonly AskedApproval[] {
  return approvals.map((need) => ({ ...need, rule: `shown in pull request ${pullRequest}` }));
}
