import type { Change, ChangeKind } from "../model/change.ts";
import type { Outcome } from "../model/outcome.ts";
import type { Clock } from "../ports/clock.ts";
import { outcomeOf } from "./outcome.ts";

/** Makes some changes that need nothing of one another; one finished outcome for each. */
export type MakeTogether = (changes: readonly Change[]) => Promise<readonly Outcome[]>;

/**
 * Hands a batch on in rounds: access ends before access is given, and what a change needs has succeeded before it. What is left
 * because a need failed is not-reached. Outcomes come in the order of the changes.
 */
export async function inRounds(
  changes: readonly Change[],
  make: MakeTogether,
  clock: Pick<Clock, "now">,
): Promise<readonly Outcome[]> {
  const keys = new Set(changes.map(({ key }) => key));
  const done = new Map<string, Outcome>();
  const note = (outcome: Outcome) => done.set(outcome.key, outcome);
  const needsOf = (change: Change) => change.needs.filter((key) => keys.has(key));
  let pending = [...changes];
  let before = Number.POSITIVE_INFINITY;
  while (pending.length > 0 && pending.length < before) {
    before = pending.length;
    for (const kinds of stages) {
      const ready = pending.filter(
        (change) => kinds.has(change.kind) && needsOf(change).every((key) => isMet(done, key)),
      );
      if (ready.length > 0) for (const outcome of await make(ready)) note(outcome);
      pending = pending.filter(({ key }) => !done.has(key));
    }
  }
  return changes.map((change) => done.get(change.key) ?? outcomeOf(change, notReached(needsOf(change), done), clock));
}

const stages: readonly ReadonlySet<ChangeKind>[] = [
  new Set(["disable-account"]),
  new Set(["end-sessions"]),
  new Set(["revoke", "release-seat"]),
  new Set(["delete-account"]),
  new Set(["update-account", "enable-account", "create-account"]),
  new Set(["grant", "assign-seat"]),
];

function isMet(done: ReadonlyMap<string, Outcome>, key: string): boolean {
  const status = done.get(key)?.status;
  return status === "applied" || status === "unchanged";
}

function notReached(needs: readonly string[], done: ReadonlyMap<string, Outcome>) {
  const unmet = needs.find((key) => !isMet(done, key));
  return { status: "not-reached", reason: `needs ${unmet ?? "a change"}, which did not succeed` } as const;
}
