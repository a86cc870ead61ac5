import type { Batch } from "../connectors/connector.ts";
import type { Change, ChangeKind } from "../model/change.ts";
import { entitlementKey } from "../model/entitlement-key.ts";
import { groupBy } from "../model/group-by.ts";

/**
 * Most changes of a batch. A batch is what a stop waits for and what a crash leaves in doubt, so it is small; it is what a
 * connector can coalesce, so memberships of one group stay together up to `maxMemberships`.
 */
export const maxBatch = 100;

/** Most memberships of one group in a batch: a PATCH of 1,000 members is 49 KB (research/performance.md, section 6). */
export const maxMemberships = 1000;

/** Access ends before access is given; accounts are there before what they hold. */
const stageOf = {
  "disable-account": 0,
  "end-sessions": 0,
  revoke: 1,
  "release-seat": 1,
  "delete-account": 2,
  "update-account": 3,
  "enable-account": 3,
  "create-account": 4,
  grant: 5,
  "assign-seat": 5,
} as const satisfies Record<ChangeKind, number>;

/**
 * Batches of every application in the order in which to make them. No change shares a batch with one that it needs, and
 * within its application it comes after all of them; needs in other applications remain to be waited for.
 */
export function batchesByApplication(changes: readonly Change[]): ReadonlyMap<string, readonly Batch[]> {
  const rankOf = ranks(changes);
  const lanes = groupBy(changes, ({ application }) => application);
  return new Map([...lanes].map(([application, own]) => [application, batchesOf(own, rankOf)]));
}

/** A place in the order: changes of one rank need nothing of each other. */
interface Rank {
  stage: number;
  level: number;
  /** Waits for another application: goes last, so that the others of its rank need not wait as well. */
  waits: boolean;
}

function batchesOf(changes: readonly Change[], rankOf: (change: Change) => Rank): readonly Batch[] {
  const steps = groupBy(changes, (change) => {
    const { stage, level, waits } = rankOf(change);
    return (stage * changes.length + level) * 2 + (waits ? 1 : 0);
  });
  return [...steps].sort(([a], [b]) => a - b).flatMap(([, step]) => pack(step));
}

function ranks(changes: readonly Change[]): (change: Change) => Rank {
  const byKey = new Map(changes.map((change) => [change.key, change]));
  const known = new Map<string, Rank>();
  const rank = (change: Change): Rank => {
    const found = known.get(change.key);
    if (found !== undefined) return found;
    const own: Rank = { stage: stageOf[change.kind], level: 0, waits: false };
    known.set(change.key, own);
    for (const need of change.needs) {
      const needed = byKey.get(need);
      if (needed === undefined) continue;
      if (needed.application !== change.application) {
        own.waits = true;
        continue;
      }
      const { stage, level } = rank(needed);
      if (stage > own.stage) own.level = 0;
      own.stage = Math.max(own.stage, stage);
      if (stage === own.stage) own.level = Math.max(own.level, level + 1);
    }
    return own;
  };
  return rank;
}

/** Whole units into batches; a unit that is too large for one gets its own. */
function pack(changes: readonly Change[]): readonly Batch[] {
  const batches: Batch[] = [];
  let current: Change[] = [];
  const flush = () => {
    if (current.length > 0) batches.push({ changes: current });
    current = [];
  };
  for (const unit of groupBy(changes, unitOf).values()) {
    if (current.length + unit.length > maxBatch) flush();
    if (unit.length <= maxBatch) current.push(...unit);
    else
      for (let at = 0; at < unit.length; at += maxMemberships)
        batches.push({ changes: unit.slice(at, at + maxMemberships) });
  }
  flush();
  return batches;
}

/** What a connector can make with one request: the members of a group, or what is on one account. */
function unitOf(change: Change): string {
  if ("entitlement" in change && change.entitlement.type === "group") return entitlementKey(change.entitlement);
  return `account:${change.userName}`;
}
