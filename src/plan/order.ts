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

/**
 * The one order of a plan: by stage, what is needed before what needs it, most privileged people first where access ends,
 * then by key.
 */
export function order(changes: readonly Change[], riskOf: (change: Change) => number): readonly Change[] {
  const depthOf = depths(changes);
  const stages = new Map<number, { readonly change: Change; readonly weight: number }[]>();
  for (const change of changes) {
    const stage = stageOf[change.kind];
    const row = { change, weight: stage < firstGivingStage ? -riskOf(change) : depthOf(change) };
    const rows = stages.get(stage);
    if (rows === undefined) stages.set(stage, [row]);
    else rows.push(row);
  }
  return [...stages]
    .sort(([a], [b]) => a - b)
    .flatMap(([, rows]) => rows.sort((a, b) => a.weight - b.weight || compareText(a.change.key, b.change.key)))
    .map(({ change }) => change);
}

/** Access ends in the stages before this one. */
const firstGivingStage = stageOf["update-account"];

/** How many changes of its own stage come before a change: only a rename can need another rename. */
function depths(changes: readonly Change[]): (change: Change) => number {
  const waiting = changes.filter(({ kind, needs }) => kind === "update-account" && needs.length > 0);
  const byKey = new Map(waiting.map((change) => [change.key, change]));
  const depthOf = (change: Change | undefined): number => {
    if (change === undefined || !byKey.has(change.key)) return 0;
    return 1 + Math.max(...change.needs.map((key) => depthOf(byKey.get(key))));
  };
  return waiting.length === 0 ? () => 0 : depthOf;
}
