import type { Ring } from "../model/apply-settings.ts";
import type { Change } from "../model/change.ts";
import { compareText } from "../model/compare.ts";
import { groupBy } from "../model/group-by.ts";
import type { PlannedChange } from "../model/plan.ts";

/** Changes that are made together, before it is decided whether to go on. */
export interface RingChanges {
  /** From 1. */
  readonly ring: number;
  readonly people: number;
  readonly changes: readonly Change[];
}

/**
 * Shares a plan out to rings, the least risky people first. Whoever leaves is in the first one: cutting off waits for nobody.
 * A change comes no earlier than what it needs. Rings without changes are left out; the changes keep the plan's order.
 */
export function ringsOf(planned: readonly PlannedChange[], rollout: readonly Ring[]): readonly RingChanges[] {
  const subjects = groupBy(planned, ({ change }) => subjectOf(change));
  const ranked = [...subjects].filter(([, own]) => !own.some(isLeaving)).sort(byRisk);
  const cuts = cutsOf(rollout, ranked.length);
  const bySubject = new Map(ranked.map(([subject], at) => [subject, 1 + cuts.findIndex((cut) => at < cut)]));
  const ringOf = ringsByNeeds(planned, (change) => bySubject.get(subjectOf(change)) ?? 1);
  return cuts.flatMap((_, at) => {
    const changes = planned.filter(({ change }) => ringOf(change) === at + 1).map(({ change }) => change);
    const people = new Set(changes.map(subjectOf)).size;
    return changes.length === 0 ? [] : [{ ring: at + 1, people, changes }];
  });
}

/** A person, or an account that belongs to nobody. */
function subjectOf({ person, application, userName }: Change): string {
  return person ?? `${application}/${userName.toLowerCase()}`;
}

function isLeaving({ change: { kind } }: PlannedChange): boolean {
  return kind === "disable-account" || kind === "end-sessions" || kind === "delete-account";
}

function byRisk(
  a: readonly [string, readonly PlannedChange[]],
  b: readonly [string, readonly PlannedChange[]],
): number {
  return riskOf(a[1]) - riskOf(b[1]) || compareText(a[0], b[0]);
}

function riskOf(own: readonly PlannedChange[]): number {
  return Math.max(...own.map(({ decision }) => decision.risk));
}

/** How many people are done after each ring; the last one is always everybody. */
function cutsOf(rollout: readonly Ring[], total: number): readonly number[] {
  const sizes = rollout.map((ring) => Math.min(total, sizeOf(ring, total)));
  const cuts = sizes.map((_, at) => Math.max(...sizes.slice(0, at + 1)));
  return (cuts.at(-1) ?? 0) < total || cuts.length === 0 ? [...cuts, total] : cuts;
}

function sizeOf(ring: Ring, total: number): number {
  switch (ring.kind) {
    case "people":
      return ring.count;
    case "share":
      return Math.ceil(ring.share * total);
    case "all":
      return total;
  }
}

/** Also whoever gives a seat back before the one that takes its place is there does so in the ring of that one: not a ring earlier. */
function ringsByNeeds(planned: readonly PlannedChange[], own: (change: Change) => number): (change: Change) => number {
  const changes = planned.map(({ change }) => change);
  const seats = groupBy(
    changes.filter(({ kind }) => kind === "assign-seat"),
    seatOwner,
  );
  const rings = new Map(changes.map((change) => [change.key, own(change)]));
  const ringOf = ({ key }: Pick<Change, "key">) => rings.get(key) ?? 1;
  const raise = (change: Change): boolean => {
    const instead = change.kind === "release-seat" ? (seats.get(seatOwner(change)) ?? []) : [];
    const after = [...change.needs.map((key) => ({ key })), ...instead.filter(({ needs }) => needs.length > 0)];
    const ring = after.reduce((most, each) => Math.max(most, ringOf(each)), ringOf(change));
    const isRaised = ring > ringOf(change);
    rings.set(change.key, ring);
    return isRaised;
  };
  for (let isOpen = true; isOpen; ) {
    isOpen = false;
    for (const change of changes) if (raise(change)) isOpen = true;
  }
  return ringOf;
}

function seatOwner({ application, person, userName }: Change): string {
  return `${application}/${person ?? userName.toLowerCase()}`;
}
