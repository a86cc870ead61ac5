import { compareText } from "../model/compare.ts";
import type { Instant } from "../model/instant.ts";
import type { BoundInput, PlanRecord, RecordComparison, RecordedChange } from "../model/plan-record.ts";
import { isStricter } from "../model/strictest.ts";

/**
 * Holds the plan that comes out now, as a record of its own, against the record that was shown. The live state may move, and the
 * time pass, as long as nothing is to be done that was not shown, and policy asks for no more than it did.
 */
export function compareRecord(shown: PlanRecord, present: PlanRecord, now: Instant): RecordComparison {
  if (now >= shown.expires) return { kind: "expired", since: shown.expires };
  const known = new Map(shown.changes.map((change) => [change.key, change]));
  const moved = movedInputs(shown, present, now);
  const added = keysOf(present.changes.filter(({ key, digest }) => known.get(key)?.digest !== digest));
  const stricter = keysOf(present.changes.filter((change) => asksMore(change, known.get(change.key))));
  if (isStricter(present.decision, shown.decision)) stricter.push("plan");
  if (moved.length + added.length + stricter.length > 0) return { kind: "different", moved, added, stricter };
  if (present.operations === shown.operations) return { kind: "equal" };
  const still = new Set(present.changes.map(({ key }) => key));
  return { kind: "subset", gone: keysOf(shown.changes.filter(({ key }) => !still.has(key))) };
}

function movedInputs(shown: PlanRecord, present: PlanRecord, now: Instant): readonly BoundInput[] {
  const inputs: readonly (readonly [BoundInput, boolean])[] = [
    ["organization", shown.organization === present.organization],
    ["pull request", shown.pullRequest === present.pullRequest],
    ["head", shown.head === present.head],
    ["base", shown.base === present.base],
    ["files", isSame(shown.subtrees, present.subtrees)],
    ["roster", shown.roster === present.roster],
    ["policies", shown.policy === present.policy],
    ["policies of the base", shown.basePolicy === present.basePolicy],
    ["engine", shown.engine === present.engine],
    ["instant", shown.at <= now],
  ];
  return inputs.filter(([, holds]) => !holds).map(([name]) => name);
}

function isSame(one: Readonly<Record<string, string>>, other: Readonly<Record<string, string>>): boolean {
  return [...Object.keys(one), ...Object.keys(other)].every((name) => one[name] === other[name]);
}

/** A change that was not shown is told as such, and not once more. */
function asksMore({ decision }: RecordedChange, shown: RecordedChange | undefined): boolean {
  return shown !== undefined && isStricter(decision, shown.decision);
}

function keysOf(changes: readonly RecordedChange[]): string[] {
  return changes.map(({ key }) => key).sort(compareText);
}
