import type { ApprovalNeed, Decision, RuleHit } from "../model/decision.ts";
import { isRecord } from "./json.ts";

/** A denial by the engine itself: `rule` begins with `engine.`. */
export function engineDenial(rule: `engine.${string}`, message: string): Decision {
  return { verdict: "deny", risk: 100, denials: [{ rule, message }], warnings: [], approvals: [] };
}

/** Turns one raw verdict of the engine's Rego into a Decision; whatever is not exactly as the contract says is a denial. */
export function readVerdict(raw: unknown, packageName: string): Decision {
  if (!isRecord(raw)) return engineDenial("engine.no-result", "policy gave no result");
  const deny = only(raw["deny"]);
  if (deny === null) return engineDenial("engine.no-deny-rule", noDenyRule(packageName));
  const denials = readHits(deny.value);
  const warnings = readHits(only(raw["warn"])?.value ?? []);
  const approvals = readApprovals(only(raw["approvals"])?.value ?? []);
  const risk = readRisk(only(raw["risk"])?.value ?? 0);
  if (denials === null) return misshapen(packageName, "deny");
  if (warnings === null) return misshapen(packageName, "warn");
  if (approvals === null) return misshapen(packageName, "approvals");
  if (risk === null) return misshapen(packageName, "risk");
  return decide({ risk, denials, warnings, approvals });
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

function readRisk(value: unknown): number | null {
  const scores = Array.isArray(value) ? value.map(scoreOf) : [scoreOf(value)];
  let risk = 0;
  for (const score of scores) {
    if (typeof score !== "number" || !Number.isFinite(score)) return null;
    risk = Math.max(risk, Math.min(100, Math.round(score)));
  }
  return risk;
}

function scoreOf(value: unknown): unknown {
  return isRecord(value) ? value["score"] : value;
}

function readList<T extends object>(value: unknown, read: (entry: unknown) => T | null): readonly T[] | null {
  if (!Array.isArray(value)) return null;
  const entries: T[] = [];
  for (const raw of value) {
    const entry = read(raw);
    if (entry === null) return null;
    entries.push(entry);
  }
  return entries.sort(byText);
}

/** Every entry is built with its keys in one order, so its JSON is its sort key. */
function byText(a: object, b: object): number {
  const [left, right] = [JSON.stringify(a), JSON.stringify(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}
