import { compareText } from "../model/compare.ts";
import type { Decision } from "../model/decision.ts";
import type { RecordedDecision } from "../model/manifest.ts";
import type { DecisionDifference, JudgedVerdict, SpokenRule, Verdict } from "../model/replay.ts";

/** A decision as the rules that spoke; `from` is null throughout where only the record is known. */
export interface SpokenDecision extends JudgedVerdict {
  readonly spoken: readonly SpokenRule[];
}

const strictness: readonly Verdict[] = ["allow", "warn", "needs-approval", "deny"];

/** The strictest of some verdicts; `allow` when there are none. */
export function strictest(verdicts: Iterable<Verdict>): Verdict {
  let worst: Verdict = "allow";
  for (const verdict of verdicts) if (strictness.indexOf(verdict) > strictness.indexOf(worst)) worst = verdict;
  return worst;
}

/** Reads a verdict as the ledger writes it; a word that is none counts as the strictest. */
export function verdictOf(word: string): Verdict {
  return strictness.find((verdict) => verdict === word) ?? "deny";
}

/** Which rules spoke in a decision, once each and in order. */
export function spokenDecision({ verdict, risk, denials, approvals, warnings }: Decision): SpokenDecision {
  const hits: readonly SpokenRule[] = [
    ...denials.map(({ rule }) => ({ says: "deny" as const, rule, from: null })),
    ...approvals.map(({ rule, from }) => ({ says: "approval" as const, rule, from })),
    ...warnings.map(({ rule }) => ({ says: "warn" as const, rule, from: null })),
  ];
  const once = new Map(hits.map((hit) => [keyOf(hit), hit]));
  return { verdict, risk, spoken: [...once].sort(([a], [b]) => compareText(a, b)).map(([, hit]) => hit) };
}

/** One text for one rule that says one thing to one team. */
export function keyOf({ says, rule, from }: SpokenRule): string {
  return JSON.stringify([rule, says, from]);
}

/** Whether a decision is what the ledger says it was: it keeps verdict, risk and the ids of the rules. */
export function isAsRecorded({ verdict, risk, spoken }: SpokenDecision, recorded: RecordedDecision): boolean {
  const rules = [...new Set(spoken.map(({ rule }) => rule))].sort();
  return verdict === recorded.verdict && risk === recorded.risk && rules.join("\n") === recorded.rules.join("\n");
}

/** What comes out otherwise; null when nothing does. */
export function decisionDifference(
  key: string | null,
  before: SpokenDecision,
  after: SpokenDecision,
): DecisionDifference | null {
  const fires = without(after.spoken, new Set(before.spoken.map(keyOf)));
  const ceases = without(before.spoken, new Set(after.spoken.map(keyOf)));
  const isSame = before.verdict === after.verdict && before.risk === after.risk;
  if (isSame && fires.length === 0 && ceases.length === 0) return null;
  return { key, before: verdictAlone(before), after: verdictAlone(after), fires, ceases };
}

/** The same against the record, which does not say what a rule said or to whom. */
export function differenceFromRecord(
  key: string | null,
  recorded: RecordedDecision,
  after: SpokenDecision,
): DecisionDifference | null {
  if (isAsRecorded(after, recorded)) return null;
  const fires = after.spoken.filter(({ rule }) => !recorded.rules.includes(rule));
  const now = new Set(after.spoken.map(({ rule }) => rule));
  const gone = recorded.rules.filter((rule) => !now.has(rule));
  const before = { verdict: verdictOf(recorded.verdict), risk: recorded.risk };
  const says = before.verdict === "deny" ? "deny" : before.verdict === "needs-approval" ? "approval" : "warn";
  return { key, before, after: verdictAlone(after), fires, ceases: gone.map((rule) => ({ says, rule, from: null })) };
}

function without(rules: readonly SpokenRule[], keys: ReadonlySet<string>): readonly SpokenRule[] {
  return rules.filter((rule) => !keys.has(keyOf(rule)));
}

function verdictAlone({ verdict, risk }: JudgedVerdict): JudgedVerdict {
  return { verdict, risk };
}
