import type { Decision, RuleHit } from "./decision.ts";
import type { Instant } from "./instant.ts";
import type { Source } from "./source.ts";

/** Something that a rule looked at; the value is undefined where there is nothing. */
export interface SeenValue {
  /** As it can be looked up, with what stood in its brackets: `data.roles["db-admin"].risk`. */
  readonly name: string;
  readonly value: unknown;
}

/** Two values that a condition held against each other. */
export interface Comparison {
  readonly left: unknown;
  readonly operator: "==" | "!=" | "<" | "<=" | ">" | ">=" | "in";
  readonly right: unknown;
}

/** One line of a rule that held. */
export interface SeenCondition {
  /** As it is written. */
  readonly text: string;
  readonly at: Source;
  readonly values: readonly SeenValue[];
  readonly compared: Comparison | null;
  /** The rules that made it hold, where it asks others. */
  readonly by: readonly SeenRule[];
}

/** A rule whose conditions all held. */
export interface SeenRule {
  /** With its package: `rollcall.change.gives_access`. */
  readonly name: string;
  readonly at: Source;
  readonly conditions: readonly SeenCondition[];
  /** Everything it looked up in `data`, also for its message. */
  readonly lookedUp: readonly SeenValue[];
}

/** Something that policy said, and the rules that said it. */
export interface ExplainedHit {
  readonly says: "deny" | "approvals" | "warn" | "risk";
  /** Null for a risk, which has no id. */
  readonly rule: string | null;
  readonly message: string;
  /** What the rule gave, as it gave it. */
  readonly value: unknown;
  readonly by: readonly SeenRule[];
}

/** Why policy decided as it did: about one change, or about the plan as a whole. */
export interface PolicyExplanation {
  readonly subject: { readonly kind: "change"; readonly key: string } | { readonly kind: "plan" };
  readonly at: Instant;
  /** What the plan says. */
  readonly decision: Decision;
  readonly hits: readonly ExplainedHit[];
  /** What the plan says beside the policies: a full pool, or policy that could not be asked. */
  readonly others: readonly RuleHit[];
  /** The document that the rules judged. */
  readonly input: unknown;
}
