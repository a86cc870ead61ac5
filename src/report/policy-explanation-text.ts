import type { Decision } from "../model/decision.ts";
import type {
  ExplainedHit,
  PolicyExplanation,
  SeenCondition,
  SeenRule,
  SeenValue,
} from "../model/policy-explanation.ts";
import { sourceWords } from "./change-words.ts";
import {
  blank,
  type Cell,
  type Ink,
  ink,
  type Line,
  line,
  render,
  type Span,
  type TextOptions,
  table,
} from "./lines.ts";

const verdictInk: Readonly<Record<Decision["verdict"], Ink>> = {
  allow: "add",
  warn: "warn",
  "needs-approval": "warn",
  deny: "remove",
};

const saysInk: Readonly<Record<ExplainedHit["says"], Ink>> = {
  deny: "remove",
  approvals: "warn",
  warn: "warn",
  risk: "faint",
};

/** Every rule that spoke: where it stands, what it said, and what each of its conditions saw. */
export function policyExplanationText(explanation: PolicyExplanation, options: TextOptions): string {
  const { subject, at, decision, hits, others, input } = explanation;
  const about = subject.kind === "plan" ? "The plan as a whole" : subject.key;
  return render(
    [
      line(
        0,
        ink("strong", about),
        " ",
        ink(verdictInk[decision.verdict], decision.verdict),
        `, risk ${decision.risk}, at ${at}`,
      ),
      ...table(2, inputRows(input)),
      blank,
      ...(hits.length === 0 ? [line(0, "No rule of the policies spoke."), blank] : hits.flatMap(hitLines)),
      ...others.flatMap(({ rule, message }) => [
        line(0, ink("strong", rule), "  beside the policies"),
        line(4, message),
        blank,
      ]),
    ],
    options,
  );
}

/** The input's parts, each on a line of its own; what is null, zero or empty is left out. */
function inputRows(input: unknown): readonly (readonly Cell[])[] {
  return membersOf(input).flatMap(([name, part]) =>
    isEmpty(part) || name === "at" ? [] : [[ink("faint", `input.${name}`), clipped(partWords(part), mostOfInput)]],
  );
}

function membersOf(value: unknown): readonly (readonly [string, unknown])[] {
  return typeof value === "object" && value !== null ? Object.entries(value) : [];
}

function isEmpty(part: unknown): boolean {
  if (typeof part === "object" && part !== null) return Object.values(part).every(isEmpty);
  return part === null || part === undefined || part === 0 || part === "";
}

/** `kind grant, person e1034, entitlement (type group, value staff)`. */
function partWords(part: unknown): string {
  if (Array.isArray(part)) return part.map((each) => nestedWords(each)).join(", ");
  if (typeof part !== "object" || part === null) return String(part);
  const members = membersOf(part).filter(([, value]) => !isEmpty(value));
  return members.map(([name, value]) => `${name} ${nestedWords(value)}`).join(", ");
}

function nestedWords(part: unknown): string {
  return typeof part === "object" && part !== null ? `(${partWords(part)})` : partWords(part);
}

function hitLines(hit: ExplainedHit): readonly Line[] {
  const [first, ...rest] = hit.by;
  const place = first === undefined ? "" : sourceWords(first.at);
  const name: Span[] = [ink(saysInk[hit.says], hit.says), ...(hit.rule === null ? [] : [" ", ink("strong", hit.rule)])];
  return [
    line(0, ...name, "  ", ink("faint", place)),
    line(4, hit.message),
    ...(first === undefined ? [] : ruleLines(first, 4)),
    ...rest.flatMap((rule) => [line(4, "also ", ink("faint", sourceWords(rule.at))), ...ruleLines(rule, 4)]),
    blank,
  ];
}

function ruleLines(rule: SeenRule, indent: number): readonly Line[] {
  return rule.conditions.flatMap((condition) => [
    line(indent, condition.text, ...sawSpans(condition)),
    ...condition.by.flatMap((asked) => [
      line(indent + 2, ink("faint", `${sourceWords(asked.at)} ${asked.name}`)),
      ...ruleLines(asked, indent + 4),
    ]),
  ]);
}

function sawSpans({ compared, values }: SeenCondition): readonly Span[] {
  if (compared !== null)
    return ["   ", ink("strong", `${valueWords(compared.left)} ${compared.operator} ${valueWords(compared.right)}`)];
  const seen = values.filter(({ value }) => typeof value !== "object" || value === null || isShort(value));
  return seen.length === 0 ? [] : ["   ", ink("strong", seen.map(namedWords).join(", "))];
}

function isShort(value: unknown): boolean {
  return (JSON.stringify(value) ?? "").length <= mostOfValue;
}

function namedWords({ name, value }: SeenValue): string {
  return `${name} = ${valueWords(value)}`;
}

/** Most letters of a value beside a condition, and of a part of the input. */
const mostOfValue = 60;
const mostOfInput = 600;

function valueWords(value: unknown): string {
  return clipped(JSON.stringify(value) ?? "nothing", mostOfValue);
}

function clipped(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most)}…`;
}
