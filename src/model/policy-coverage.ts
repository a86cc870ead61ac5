import type { Source } from "./source.ts";

/** How much of something its tests ran; lines count from 1. */
export interface LineCoverage {
  readonly covered: readonly number[];
  readonly uncovered: readonly number[];
  /** Covered lines of all, 0 to 1; 1 where there is nothing to run. */
  readonly share: number;
}

/** One rule of a policy, from its head to its end. */
export interface RuleCoverage extends LineCoverage {
  /** Its name with its package: `rollcall.deny`. */
  readonly name: string;
  /** The first id that stands in its text, as in `{"rule": "sod.exclusive-roles", …}`; null when there is none. */
  readonly id: string | null;
  readonly at: Source;
}

/** One policy file. */
export interface FileCoverage extends LineCoverage {
  readonly file: string;
  readonly rules: readonly RuleCoverage[];
}

/** What the tests of all policies ran; the tests' own lines are not counted. */
export interface PolicyCoverage {
  readonly files: readonly FileCoverage[];
  readonly lines: number;
  readonly coveredLines: number;
  readonly share: number;
}
