import type { ApprovalNeed, Decision } from "./decision.ts";
import type { Instant } from "./instant.ts";

/** As much of a decision as a later one is held against. */
export interface RecordedDecision {
  readonly verdict: Decision["verdict"];
  readonly risk: number;
  readonly approvals: readonly Asked[];
}

type Asked = Pick<ApprovalNeed, "from" | "count">;

/** One change of a plan that was shown: its key, the digest of what it does, and what policy said. */
export interface RecordedChange {
  readonly key: string;
  readonly digest: string;
  readonly decision: RecordedDecision;
}

/** What was shown for a pull request, bound to everything that it stands on; whoever may sign plans signs it. */
export interface PlanRecord {
  readonly format_version: "1.0";
  readonly organization: string;
  /** Its number at the forge. */
  readonly pullRequest: number;
  /** Commit that is proposed. */
  readonly head: string;
  /** Commit that it is to be merged into, whose policies judged it. */
  readonly base: string;
  /** Git objects of everything at the top of the merge result that holds an input, by name. */
  readonly subtrees: Readonly<Record<string, string>>;
  /** Digest of the roster; null when nothing was read. */
  readonly roster: string | null;
  readonly policy: string;
  /** Digest of the policies of the base. */
  readonly basePolicy: string;
  readonly engine: string;
  readonly live: Readonly<Record<string, string>>;
  readonly at: Instant;
  readonly expires: Instant;
  /** `Plan.operations`. */
  readonly operations: string;
  readonly changes: readonly RecordedChange[];
  readonly decision: RecordedDecision;
  /** What each team is asked, once, sorted. */
  readonly approvals: readonly Asked[];
  /** `Plan.digest`. */
  readonly plan: string;
}

/** Something that a record is bound to. */
export type BoundInput =
  | "organization"
  | "pull request"
  | "head"
  | "base"
  | "files"
  | "roster"
  | "policies"
  | "policies of the base"
  | "engine"
  | "instant";

/** A record beside the plan that comes out now. */
export type RecordComparison =
  | { readonly kind: "equal" }
  /** Nothing that was not shown; `gone` was shown and is not to be done any more. */
  | { readonly kind: "subset"; readonly gone: readonly string[] }
  | {
      readonly kind: "different";
      readonly moved: readonly BoundInput[];
      /** Keys of changes that were not shown like this. */
      readonly added: readonly string[];
      /** Keys of changes that policy judges more strictly than it did; `plan` is the plan as a whole. */
      readonly stricter: readonly string[];
    }
  | { readonly kind: "expired"; readonly since: Instant };
