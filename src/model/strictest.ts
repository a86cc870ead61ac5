import type { ApprovalNeed, Decision, RuleHit } from "./decision.ts";

/** What two judges say together: every word of both, the stricter verdict, the higher risk. Where one is silent, it is a denial. */
export function strictest(one: Decision, other: Decision | undefined): Decision {
  if (other === undefined) {
    const denials = [{ rule: "engine.no-result", message: "the policies of the base gave no result" }];
    return { ...one, verdict: "deny", risk: 100, denials: merged(one.denials, denials) };
  }
  const riskier = other.risk > one.risk ? other : one;
  return {
    verdict: rank[other.verdict] > rank[one.verdict] ? other.verdict : one.verdict,
    risk: riskier.risk,
    factors: riskier.factors,
    denials: merged(one.denials, other.denials),
    warnings: merged(one.warnings, other.warnings),
    approvals: merged(one.approvals, other.approvals),
  };
}

/** Whether a judgement asks for more than an earlier one did: a stricter verdict, a higher risk, or somebody else's approval. */
export function isStricter(now: Judgement, earlier: Judgement): boolean {
  if (rank[now.verdict] > rank[earlier.verdict] || now.risk > earlier.risk) return true;
  return now.approvals.some((need) => !earlier.approvals.some((known) => covers(known, need)));
}

const rank = { allow: 0, warn: 1, "needs-approval": 2, deny: 3 } as const satisfies Record<Decision["verdict"], number>;

/** As much of a decision as tells how strict it is. */
type Judgement = Pick<Decision, "verdict" | "risk"> & { readonly approvals: readonly Asked[] };

type Asked = Pick<ApprovalNeed, "from" | "count">;

function covers(known: Asked, need: Asked): boolean {
  return known.from === need.from && known.count >= need.count;
}

/** Each word once, sorted as a single judge's are. */
function merged<T extends RuleHit>(left: readonly T[], right: readonly T[]): readonly T[] {
  if (left.length === 0 || right.length === 0) return left.length === 0 ? right : left;
  const byText = new Map([...left, ...right].map((entry) => [JSON.stringify(entry), entry]));
  return [...byText].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, entry]) => entry);
}
