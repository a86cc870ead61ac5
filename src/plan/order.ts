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

/**
 * Ties each seat that is free only after a release to one release of the same pool, so that the pool is never over its
 * quota at any step, also when a release fails. What would go over it whatever succeeds is left out.
 */
export function tieSeats(changes: readonly Change[], freeNow: ReadonlyMap<string, number>): readonly Change[] {
  const budgets = budgetsByPool(changes, freeNow);
  return changes.flatMap((change) => {
    if (change.kind !== "assign-seat") return change;
    const needs = spend(budgets.get(change.pool));
    if (needs === null) return [];
    return needs.length === 0 ? change : { ...change, needs: [...change.needs, ...needs] };
  });
}

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

interface Budget {
  free: number;
  /** Releases that only bring a pool which is over its quota back to it: every seat waits for all of them. */
  readonly overdue: readonly string[];
  /** Releases that each make room for one. */
  readonly releases: string[];
}

function budgetsByPool(changes: readonly Change[], freeNow: ReadonlyMap<string, number>): ReadonlyMap<string, Budget> {
  const releases = new Map<string, string[]>([...freeNow.keys()].map((pool) => [pool, []]));
  for (const change of changes) if (change.kind === "release-seat") releases.get(change.pool)?.push(change.key);
  return new Map(
    [...releases].map(([pool, keys]) => {
      const free = freeNow.get(pool) ?? 0;
      const over = Math.max(0, -free);
      return [pool, { free, overdue: keys.slice(0, over), releases: keys.slice(over).reverse() }];
    }),
  );
}

/** Keys of the releases that the next seat has to wait for; null when there is no room for it. */
function spend(budget: Budget | undefined): readonly string[] | null {
  if (budget === undefined) return null;
  if (budget.free > 0) {
    budget.free -= 1;
    return [];
  }
  const release = budget.releases.pop();
  return release === undefined ? null : [...budget.overdue, release];
}
