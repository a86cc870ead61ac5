import type { ApprovalNeed, Decision, RiskFactor, RuleHit } from "../model/decision.ts";
import { isRecord } from "../model/plain-json.ts";

/** A denial by the engine itself: `rule` begins with `engine.`. */
export function engineDenial(rule: `engine.${string}`, message: string): Decision {
  return { verdict: "deny", risk: 100, factors: [], denials: [{ rule, message }], warnings: [], approvals: [] };
}

/** Turns one raw verdict of the engine's Rego into a Decision; whatever is not exactly as the contract says is a denial. */
export function readVerdict(raw: unknown, packageName: string): Decision {
  if (!isRecord(raw)) return engineDenial("engine.no-result", "policy gave no result");
  const deny = only(raw["deny"]);
  if (deny === null) return engineDenial("engine.no-deny-rule", noDenyRule(packageName));
  const denials = readHits(deny.value);
  const warnings = readHits(saidOr(raw["warn"], []));
  const approvals = readApprovals(saidOr(raw["approvals"], []));
  const score = readRisk(saidOr(raw["risk"], 0));
  if (denials === null) return misshapen(packageName, "deny");
  if (warnings === null) return misshapen(packageName, "warn");
  if (approvals === null) return misshapen(packageName, "approvals");
  if (score === null) return misshapen(packageName, "risk");
  return decide({ ...score, denials, warnings, approvals });
}

/** Nothing that was judged may go without a rule that could have said no. */
function noDenyRule(packageName: string): string {
  return `package ${packageName} has no deny rule that gives a set: write \`deny contains {"rule": …, "message": …} if {…}\``;
}

function misshapen(packageName: string, rule: string): Decision {
  return engineDenial(
    "engine.wrong-shape",
    `${packageName}.${rule} gave something that docs/policies.md does not allow`,
  );
}

function decide(parts: Omit<Decision, "verdict">): Decision {
  const verdict =
    parts.denials.length > 0
      ? "deny"
      : parts.approvals.length > 0
        ? "needs-approval"
        : parts.warnings.length > 0
          ? "warn"
          : "allow";
  return { verdict, ...parts };
}

function only(list: unknown): { readonly value: unknown } | null {
  return Array.isArray(list) && list.length === 1 ? { value: list[0] } : null;
}

/** What a rule gave, null included, or what counts when there is no such rule. */
function saidOr(list: unknown, silent: unknown): unknown {
  const said = only(list);
  return said === null ? silent : said.value;
}

function readHits(value: unknown): readonly RuleHit[] | null {
  return readList(value, (entry) => {
    if (typeof entry === "string") return entry === "" ? null : { rule: "policy.unnamed", message: entry };
    if (!isRecord(entry)) return null;
    const { rule, message } = { rule: entry["rule"], message: entry["message"] };
    return isText(rule) && typeof message === "string" ? { rule, message } : null;
  });
}

function readApprovals(value: unknown): readonly ApprovalNeed[] | null {
  return readList(value, (entry) => {
    if (!isRecord(entry) || !isText(entry["from"])) return null;
    const { count = 1, rule = "policy.unnamed", message = "" } = entry;
    if (typeof count !== "number" || !Number.isInteger(count) || count < 1) return null;
    return isText(rule) && typeof message === "string" ? { from: entry["from"], count, rule, message } : null;
  });
}

/** The highest of the scores counts, with the parts that its rule names. */
function readRisk(value: unknown): Pick<Decision, "risk" | "factors"> | null {
  let highest: Pick<Decision, "risk" | "factors"> = { risk: 0, factors: [] };
  for (const entry of Array.isArray(value) ? value : [value]) {
    const score = readScore(entry);
    if (score === null) return null;
    if (isAbove(score, highest)) highest = score;
  }
  return highest;
}

/** Of two equal scores the one that comes first in text tells its parts, whatever order they came in. */
function isAbove(score: Pick<Decision, "risk" | "factors">, other: Pick<Decision, "risk" | "factors">): boolean {
  if (score.risk !== other.risk) return score.risk > other.risk;
  if (other.factors.length === 0) return score.factors.length > 0;
  return score.factors.length > 0 && JSON.stringify(score.factors) < JSON.stringify(other.factors);
}

function readScore(entry: unknown): Pick<Decision, "risk" | "factors"> | null {
  const points = isRecord(entry) ? entry["score"] : entry;
  if (typeof points !== "number" || !Number.isFinite(points)) return null;
  const risk = Math.max(0, Math.min(100, Math.round(points)));
  if (!isRecord(entry)) return { risk, factors: [] };
  const { factors, reason } = { factors: entry["factors"], reason: entry["reason"] };
  if (factors !== undefined) {
    const parts = readList(factors, readFactor);
    return parts === null ? null : { risk, factors: parts.toSorted((a, b) => b.points - a.points) };
  }
  if (reason === undefined) return { risk, factors: [] };
  return isText(reason) ? { risk, factors: [{ factor: "risk", points: risk, reason }] } : null;
}

function readFactor(entry: unknown): RiskFactor | null {
  if (!isRecord(entry)) return null;
  const { factor, points, reason } = { factor: entry["factor"], points: entry["points"], reason: entry["reason"] };
  if (!isText(factor) || typeof points !== "number" || !Number.isFinite(points) || !isText(reason)) return null;
  return { factor, points, reason };
}

function readList<T extends object>(value: unknown, read: (entry: unknown) => T | null): readonly T[] | null {
  if (!Array.isArray(value)) return null;
  const entries: T[] = [];
  for (const raw of value) {
    const entry = read(raw);
    if (entry === null) return null;
    entries.push(entry);
  }
  return entries.length < 2 ? entries : entries.sort(byText);
}

/** Every entry is built with its keys in one order, so its JSON is its sort key. */
function byText(a: object, b: object): number {
  const [left, right] = [JSON.stringify(a), JSON.stringify(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}
