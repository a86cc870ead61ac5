import type { Change, ChangeKind } from "../model/change.ts";
import { compareText } from "../model/compare.ts";

/** Stages in safe order: access ends before access is given, and an account is disabled before it is emptied or deleted. */
export const stageOf = {
  "disable-account": 0,
  "end-sessions": 1,
  revoke: 2,
  "release-seat": 3,
  "delete-account": 4,
  "update-account": 5,
  "enable-account": 6,
  "create-account": 7,
  grant: 8,
  "assign-seat": 9,
} as const satisfies Record<ChangeKind, number>;

/** The one order of a plan: by stage, most privileged people first where access ends, then by key. */
export function order(changes: readonly Change[], riskOf: (change: Change) => number): readonly Change[] {
  const rows = changes.map((change) => ({ change, stage: stageOf[change.kind], risk: riskOf(change) }));
  rows.sort(
    (a, b) => a.stage - b.stage || (a.stage < 5 ? b.risk - a.risk : 0) || compareText(a.change.key, b.change.key),
  );
  return rows.map(({ change }) => change);
}

/**
 * Ties each seat that is free only after a release to one release of the same pool, so that the pool is never over its
 * quota at any step, also when a release fails.
 */
export function tieSeats(changes: readonly Change[], freeNow: ReadonlyMap<string, number>): readonly Change[] {
  const free = new Map(freeNow);
  const releases = new Map<string, string[]>();
  for (const change of changes) {
    if (change.kind === "release-seat") releases.set(change.pool, [...(releases.get(change.pool) ?? []), change.key]);
  }
  return changes.map((change) => {
    if (change.kind !== "assign-seat") return change;
    const left = free.get(change.pool) ?? 0;
    free.set(change.pool, left - 1);
    if (left > 0) return change;
    const release = releases.get(change.pool)?.shift();
    return release === undefined ? change : { ...change, needs: [...change.needs, release] };
  });
}
