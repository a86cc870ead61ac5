import { compareText } from "../model/compare.ts";
import type { DecisionDifference, ReplayedRun, ReplayTotals, SpokenRule, Verdict } from "../model/replay.ts";
import { keyOf } from "./compare-decisions.ts";

/** Adds runs up one by one; what it holds does not grow with their number, but for the places of those that were not judged. */
export class ReplayTally {
  #judged = 0;
  #runs = 0;
  #differing = 0;
  #decisions = 0;
  readonly #unjudged: number[] = [];
  readonly #moves = new Map<string, { before: Verdict; after: Verdict; decisions: number }>();
  readonly #rules = new Map<string, SpokenRule & { fires: number; ceases: number }>();

  add(run: ReplayedRun): void {
    this.#runs += 1;
    if (run.kind === "unjudged") {
      this.#unjudged.push(run.sequence);
      return;
    }
    this.#judged += 1;
    if (run.differences.length > 0) this.#differing += 1;
    for (const difference of run.differences) this.#addDifference(difference);
  }

  totals(): ReplayTotals {
    return {
      runs: this.#runs,
      judged: this.#judged,
      unjudged: this.#unjudged,
      differing: { runs: this.#differing, decisions: this.#decisions },
      moves: [...this.#moves.values()].sort((a, b) => b.decisions - a.decisions),
      rules: [...this.#rules].sort(([a], [b]) => compareText(a, b)).map(([, rule]) => rule),
    };
  }

  #addDifference({ before, after, fires, ceases }: DecisionDifference): void {
    this.#decisions += 1;
    const move = `${before.verdict} ${after.verdict}`;
    const known = this.#moves.get(move) ?? { before: before.verdict, after: after.verdict, decisions: 0 };
    known.decisions += 1;
    this.#moves.set(move, known);
    for (const rule of fires) this.#ruleOf(rule).fires += 1;
    for (const rule of ceases) this.#ruleOf(rule).ceases += 1;
  }

  #ruleOf(rule: SpokenRule): { fires: number; ceases: number } {
    const known = this.#rules.get(keyOf(rule)) ?? { ...rule, fires: 0, ceases: 0 };
    this.#rules.set(keyOf(rule), known);
    return known;
  }
}
