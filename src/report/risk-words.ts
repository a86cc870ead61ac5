import type { Decision } from "../model/decision.ts";

/** A score with the parts that it is the sum of: `57 = role 50 + contractor 7`; `quote` encodes names from policy. */
export function riskWords(
  { risk, factors }: Pick<Decision, "risk" | "factors">,
  quote: (name: string) => string = String,
): string {
  if (factors.length < 2) return String(risk);
  return `${risk} = ${factors.map(({ factor, points }) => `${quote(factor)} ${points}`).join(" + ")}`;
}

/** The riskiest of some decisions; null when none of them is risky. */
export function riskiest(decisions: readonly Decision[]): Decision | null {
  let found: Decision | null = null;
  for (const decision of decisions) if (decision.risk > (found?.risk ?? 0)) found = decision;
  return found;
}
