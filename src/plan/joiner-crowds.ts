import type { CrowdRule } from "../model/joiner.ts";

/** Neighbours in a list of times that came too many at once. */
export interface Crowd {
  readonly first: number;
  readonly last: number;
  /** The most that came within the rule's time. */
  readonly peak: number;
}

interface Draft {
  readonly first: number;
  last: number;
  peak: number;
}

/**
 * Every stretch of sorted times (milliseconds) in which as many as the rule says came within its time; stretches that share a
 * member are one. One pass, so that no boundary of a day lets half a crowd through on either side.
 */
export function crowds(times: readonly number[], { atLeast, within }: CrowdRule): readonly Crowd[] {
  const found: Draft[] = [];
  let first = 0;
  for (const [last, time] of times.entries()) {
    while (time - (times[first] ?? time) >= within) first += 1;
    const count = last - first + 1;
    if (count < atLeast) continue;
    const before = found.at(-1);
    if (before === undefined || first > before.last) found.push({ first, last, peak: count });
    else {
      before.last = last;
      before.peak = Math.max(before.peak, count);
    }
  }
  return found;
}
