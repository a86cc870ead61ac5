import { decodePlan } from "../apply/plan-file.ts";
import { nearest } from "../document/nearest.ts";
import type { Decision, RuleHit } from "../model/decision.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import { RollcallError } from "../model/error.ts";
import type { Person } from "../model/person.ts";
import type { Plan, PlannedChange } from "../model/plan.ts";
import type { ExplainedHit, PolicyExplanation } from "../model/policy-explanation.ts";
import { changeInput } from "../policy/change-input.ts";
import { type ExplainSubject, explainVerdict } from "../policy/explain.ts";
import type { Facts } from "../policy/facts.ts";
import { planInput } from "../policy/plan-input.ts";
import { policyData } from "../policy/policy-data.ts";
import { factsOfPlan, filesOfPlan } from "./plan-facts.ts";
import type { Scope, World } from "./world.ts";

/** What to explain: a change by its key, by PERSON/APPLICATION or by PERSON, or `plan` for the plan as a whole. */
export interface ExplainRequest {
  readonly subject: string;
  /** A plan file; null plans anew, which reads the applications. */
  readonly planText: string | null;
}

/** An explanation with the people whom it may name, or what keeps the plan from being made. */
export type ExplainResult =
  | {
      readonly kind: "explained";
      readonly explanation: PolicyExplanation;
      readonly people: readonly Person[];
    }
  | { readonly kind: "invalid"; readonly diagnostics: readonly Diagnostic[] };

/** Judges one change of a plan, or the plan as a whole, once more, and tells what every rule that spoke had seen. */
export async function explainDecision(world: World, scope: Scope, request: ExplainRequest): Promise<ExplainResult> {
  const { subject, planText } = request;
  const made = planText === null ? await planNow(world, scope) : null;
  if (made?.kind === "invalid") return made;
  const plan = made === null ? decodePlan(planText ?? "") : made.plan;
  const planned = subject === "plan" ? null : findChange(plan, subject);
  const files = await filesOfPlan(world, plan, scope);
  const { organization, policies } = files;
  const facts = await factsOfPlan(world, plan, files);
  const judged: ExplainSubject = {
    ...{ sources: policies, data: policyData(organization) },
    ...(planned === null
      ? { package: "rollcall.plan", input: wholeInput(plan, facts) }
      : { package: "rollcall", input: changeInput(planned.change, facts) }),
  };
  const hits = policies.length === 0 ? [] : await explainVerdict(judged, world);
  const decision = planned?.decision ?? plan.decision;
  const explanation: PolicyExplanation = {
    subject: planned === null ? { kind: "plan" } : { kind: "change", key: planned.change.key },
    ...{ at: plan.basis.at, decision, hits, others: othersOf(decision, hits), input: judged.input },
  };
  return { kind: "explained", explanation, people: organization.people };
}

function wholeInput({ changes }: Plan, facts: Facts) {
  return planInput(
    changes.map(({ change }) => change),
    facts,
    changes.map(({ decision }) => decision),
  );
}

/** Loaded only where it is needed: explaining a plan that is there should answer at once. */
async function planNow(world: World, scope: Scope) {
  const { makePlan } = await import("./make-plan.ts");
  return makePlan(world, scope);
}

/** What no rule of the policies said. */
function othersOf(decision: Decision, hits: readonly ExplainedHit[]): readonly RuleHit[] {
  const said = new Set(hits.map(({ rule }) => rule));
  const all = [...decision.denials, ...decision.approvals, ...decision.warnings];
  return all.flatMap(({ rule, message }) => (said.has(rule) ? [] : [{ rule, message }]));
}

/** Most keys that a message lists. */
const mostListed = 12;

function findChange({ changes }: Plan, subject: string): PlannedChange {
  const exact = changes.find(({ change }) => change.key === subject);
  if (exact !== undefined) return exact;
  const [person = "", application = null, ...rest] = subject.split("/");
  const fitting = changes.filter(
    ({ change }) =>
      change.key.startsWith(subject) ||
      (rest.length === 0 && change.person === person && (application === null || change.application === application)),
  );
  const [only] = fitting;
  if (only !== undefined && fitting.length === 1) return only;
  const keys = changes.map(({ change }) => change.key);
  throw new RollcallError(
    "input-invalid",
    whatToSay(
      subject,
      fitting.map(({ change }) => change.key),
      keys,
    ),
  );
}

function whatToSay(subject: string, fitting: readonly string[], keys: readonly string[]): string {
  if (fitting.length > 0) return `${subject} fits ${fitting.length} changes; name one of them:${listed(fitting)}`;
  if (keys.length === 0) return "the plan has no changes; explain plan tells of the plan as a whole";
  const near = nearKeys(subject, keys);
  return near.length > 0
    ? `the plan has no change ${subject}; near to that it has:${listed(near)}`
    : `the plan has no change ${subject}; it has:${listed(keys)}`;
}

/** Keys that have most of the words in common, or the one that reads most like it. */
function nearKeys(subject: string, keys: readonly string[]): readonly string[] {
  const words = new Set(subject.split("/").filter((word) => word !== ""));
  const common = keys.map((key) => ({ key, shared: key.split("/").filter((word) => words.has(word)).length }));
  const most = Math.max(...common.map(({ shared }) => shared));
  if (most > 0) return common.flatMap(({ key, shared }) => (shared === most ? key : []));
  return [nearest(subject, keys) ?? []].flat();
}

function listed(keys: readonly string[]): string {
  const rest = keys.length - mostListed;
  const shown = keys.slice(0, mostListed).map((key) => `\n  ${key}`);
  return `${shown.join("")}${rest > 0 ? `\n  and ${rest} more` : ""}`;
}
