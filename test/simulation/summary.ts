import type { Told } from "./tell.ts";

/** Seeds to tell, one after the other. */
export interface Batch {
  readonly from: number;
  readonly count: number;
  /** So many bad ones are enough: stop then. */
  readonly enough: number;
}

/** A story that broke an invariant. */
interface BadStory {
  readonly seed: number;
  readonly violations: readonly string[];
}

/** What came of many stories. */
export interface Summary {
  readonly count: number;
  readonly bad: readonly BadStory[];
  /** Stories in which a rule excused something, by rule. */
  readonly excused: Readonly<Record<string, number>>;
  /** How often each fault met each kind of change, as `fault|kind`. */
  readonly reached: Readonly<Record<string, number>>;
}

/** Adds stories up. */
export function summarize(told: readonly Told[]): Summary {
  const excused: Record<string, number> = {};
  const reached: Record<string, number> = {};
  for (const one of told) {
    for (const rule of one.excused) excused[rule] = (excused[rule] ?? 0) + 1;
    for (const [key, times] of one.reached) reached[key] = (reached[key] ?? 0) + times;
  }
  const bad = told.filter(({ violations }) => violations.length > 0);
  return { count: told.length, bad: bad.map(({ seed, violations }) => ({ seed, violations })), excused, reached };
}

/** Adds summaries up. */
export function join(summaries: readonly Summary[]): Summary {
  const bad = summaries.flatMap((summary) => summary.bad).sort((a, b) => a.seed - b.seed);
  const count = summaries.reduce((sum, summary) => sum + summary.count, 0);
  return {
    ...{ count, bad },
    excused: added(summaries.map(({ excused }) => excused)),
    reached: added(summaries.map(({ reached }) => reached)),
  };
}

function added(tables: readonly Readonly<Record<string, number>>[]): Readonly<Record<string, number>> {
  const sum: Record<string, number> = {};
  for (const table of tables) for (const [key, value] of Object.entries(table)) sum[key] = (sum[key] ?? 0) + value;
  return sum;
}
