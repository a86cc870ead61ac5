import type { Decision } from "./decision.ts";
import type { Instant } from "./instant.ts";

/** What a decision comes to. */
export type Verdict = Decision["verdict"];

/** One rule that spoke; `from` is who is asked to agree. */
export interface SpokenRule {
  readonly says: "deny" | "approval" | "warn";
  readonly rule: string;
  readonly from: string | null;
}

/** A verdict with its risk. */
export interface JudgedVerdict {
  readonly verdict: Verdict;
  readonly risk: number;
}

/** A decision that comes out otherwise under the proposed policies. */
export interface DecisionDifference {
  /** Of the change; null is the plan as a whole. */
  readonly key: string | null;
  /** What is compared: the policies of then, or the record where these cannot be asked. */
  readonly before: JudgedVerdict;
  readonly after: JudgedVerdict;
  /** Rules that speak under the proposal alone, and under what was before alone. */
  readonly fires: readonly SpokenRule[];
  readonly ceases: readonly SpokenRule[];
}

/** Which run of the ledger is told of. */
export interface ReplayedPlace {
  readonly sequence: number;
  readonly run: string;
  /** The moment that it was planned for. */
  readonly at: Instant;
  readonly commit: string | null;
}

/** One recorded run under the proposed policies. */
export type ReplayedRun = ReplayedPlace &
  (
    | {
        readonly kind: "judged";
        readonly changes: number;
        /** The strictest of its decisions: as recorded, by the policies of its commit (null: they cannot be asked), by the proposal. */
        readonly recorded: Verdict;
        readonly atTheTime: Verdict | null;
        readonly proposed: Verdict;
        readonly differences: readonly DecisionDifference[];
        /** Changes whose recorded decision the policies of their commit do not give again. */
        readonly unlike: readonly string[];
        /** What could not be judged as it was, in words. */
        readonly notes: readonly string[];
      }
    | {
        readonly kind: "unjudged";
        readonly reason: "no-commit" | "commit-missing" | "files-invalid";
        readonly message: string;
      }
  );

/** What a replay came to. */
export interface ReplayTotals {
  readonly runs: number;
  readonly judged: number;
  /** Places in the ledger of runs that could not be judged again. */
  readonly unjudged: readonly number[];
  /** Runs and decisions that come out otherwise. */
  readonly differing: { readonly runs: number; readonly decisions: number };
  /** How many decisions went from one verdict to another, most first; those that only changed rules or risk are among them. */
  readonly moves: readonly { readonly before: Verdict; readonly after: Verdict; readonly decisions: number }[];
  /** How often each rule begins and ceases to speak, by name. */
  readonly rules: readonly (SpokenRule & { readonly fires: number; readonly ceases: number })[];
}
