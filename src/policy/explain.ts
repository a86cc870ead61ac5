import { compareText } from "../model/compare.ts";
import { RollcallError } from "../model/error.ts";
import { isRecord, parseJson } from "../model/plain-json.ts";
import type { ExplainedHit } from "../model/policy-explanation.ts";
import type { Source } from "../model/source.ts";
import type { ChangeInput } from "./change-input.ts";
import { textOf } from "./json.ts";
import { locateCompiler } from "./opa.ts";
import type { PlanInput } from "./plan-input.ts";
import type { PolicyData } from "./policy-data.ts";
import { termValue } from "./rego-term.ts";
import { type Around, seenRule } from "./seen-rule.ts";
import { dataFile } from "./test-run.ts";
import { readTrace, type TraceExit } from "./trace.ts";
import { inWorkspace, OWN } from "./workspace.ts";
import type { PolicySource, PolicyWorld } from "./world.ts";

/** What to explain: the policies, and the documents that they judged. */
export type ExplainSubject = {
  readonly sources: readonly PolicySource[];
  readonly data: PolicyData;
} & (
  | { readonly package: "rollcall"; readonly input: ChangeInput }
  | { readonly package: "rollcall.plan"; readonly input: PlanInput }
);

const words = ["deny", "approvals", "warn", "risk"] as const;

/**
 * Judges one document again with the compiler's own evaluator, which tells every step: what the rules said, where they stand, and what
 * their conditions saw. Throws `policy-unavailable`.
 */
export async function explainVerdict(subject: ExplainSubject, world: PolicyWorld): Promise<readonly ExplainedHit[]> {
  const data = dataFile(subject.data);
  const input = { path: `${OWN}/input.json`, text: JSON.stringify(subject.input) };
  const content = { policies: subject.sources, added: [data, input], compiler: await locateCompiler(world) };
  const told = await inWorkspace(content, world, async ({ opa, paths }) => {
    const files = [data.path, ...paths].flatMap((path) => ["--data", path]);
    const command = ["eval", "--format", "json", "--explain", "full", "--input", input.path, ...files];
    const { stdout, stderr } = await opa(command, [questionOf(subject.package)]);
    return { report: parseJson(new TextDecoder().decode(stdout)), stderr };
  });
  const { said, trace } = readReport(told.report, told.stderr);
  const exits = readTrace(trace, subject.sources);
  const around = aroundOf(exits, subject);
  return words.flatMap((word) => {
    const own = exits.filter(({ name }) => name === `${subject.package}.${word}`);
    const values = valuesOf(said[word]).toSorted(inOrder);
    return values.map((value) => explainHit(word, value, { exits: own, around }));
  });
}

/** The four rules, each in a list that is empty where the rule is undefined. */
function questionOf(owner: ExplainSubject["package"]): string {
  return `{${words.map((word) => `"${word}": [rule | rule := data.${owner}.${word}]`).join(", ")}}`;
}

function readReport(
  report: unknown,
  complaint: string,
): { readonly said: Readonly<Record<string, unknown>>; readonly trace: unknown } {
  const [result] = isRecord(report) && Array.isArray(report["result"]) ? report["result"] : [];
  const [expression] = isRecord(result) && Array.isArray(result["expressions"]) ? result["expressions"] : [];
  const said = isRecord(expression) ? expression["value"] : undefined;
  if (isRecord(report) && isRecord(said)) return { said, trace: report["explanation"] };
  const [error] = isRecord(report) && Array.isArray(report["errors"]) ? report["errors"] : [];
  const reason = isRecord(error) ? textOf(error["message"]) : complaint.trim();
  throw new RollcallError("policy-unavailable", `policy could not be evaluated: ${reason}`);
}

function aroundOf(exits: readonly TraceExit[], { sources, input, data }: ExplainSubject): Around {
  const byName = new Map<string, TraceExit[]>();
  for (const exit of exits) {
    const alike = byName.get(exit.name);
    if (alike === undefined) byName.set(exit.name, [exit]);
    else alike.push(exit);
  }
  const texts = new Map(sources.map(({ path, text }) => [path, text]));
  return { exits: byName, texts, input, data: { ...data } };
}

/** A rule gives a set of values; a risk may be one value of its own. */
function valuesOf(found: unknown): readonly unknown[] {
  const [value] = Array.isArray(found) ? found : [];
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}

/** As a decision lists them: approvals by who is asked, and everything by its rule. */
function inOrder(a: unknown, b: unknown): number {
  return compareText(sortKey(a), sortKey(b));
}

function sortKey(value: unknown): string {
  if (!isRecord(value)) return JSON.stringify(value);
  return JSON.stringify([value["from"] ?? "", value["count"] ?? 1, value["rule"] ?? "", value["message"] ?? ""]);
}

function explainHit(
  says: ExplainedHit["says"],
  value: unknown,
  { exits, around }: { readonly exits: readonly TraceExit[]; readonly around: Around },
): ExplainedHit {
  const by = new Map<string, TraceExit>();
  for (const exit of exits) if (gave(exit, value)) by.set(placeOf(exit.at), exit);
  const rule = isRecord(value) && typeof value["rule"] === "string" ? value["rule"] : "policy.unnamed";
  return {
    says,
    rule: says === "risk" ? null : rule,
    message: messageOf(says, value),
    value,
    by: [...by.values()].map((exit) => seenRule(exit, around)),
  };
}

function placeOf({ file, line }: Source): string {
  return `${file}:${line}`;
}

/** Objects of both sides have their keys in order. */
function gave(exit: TraceExit, value: unknown): boolean {
  const scope = { locals: exit.locals, input: undefined, data: {} };
  const wanted = JSON.stringify(value);
  if (exit.head["key"] !== undefined) return JSON.stringify(termValue(exit.head["key"], scope)) === wanted;
  const whole = termValue(exit.head["value"], scope);
  return (
    JSON.stringify(whole) === wanted || (Array.isArray(whole) && whole.some((part) => JSON.stringify(part) === wanted))
  );
}

function messageOf(says: ExplainedHit["says"], value: unknown): string {
  if (!isRecord(value)) return String(value);
  if (says !== "risk") return textOf(value["message"]);
  return `${String(value["score"])}: ${textOf(value["reason"])}`;
}
