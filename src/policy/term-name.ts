import { isRecord } from "../model/plain-json.ts";
import { textOf } from "./json.ts";
import { partsOf, type Scope, termValue, variableOf } from "./rego-term.ts";
import type { TraceExit, TraceLine } from "./trace.ts";

/** The rules that held, by their names. */
export type Exits = ReadonlyMap<string, readonly TraceExit[]>;

/** What a variable that the compiler made up stands for: the term, or the call that gave it. */
type Definition =
  | { readonly kind: "term"; readonly term: unknown }
  | { readonly kind: "call"; readonly name: string; readonly args: readonly unknown[] };

/** The definitions among the lines of a body, by variable. */
function definitionsOf(lines: readonly TraceLine[]): ReadonlyMap<string, Definition> {
  const found = new Map<string, Definition>();
  for (const { terms, isGenerated } of lines) {
    if (!isGenerated || !Array.isArray(terms)) continue;
    const name = callName(terms);
    const args: readonly unknown[] = terms.slice(1);
    const made = variableOf(name === "eq" ? args[0] : args.at(-1));
    if (made === null) continue;
    found.set(made, name === "eq" ? { kind: "term", term: args[1] } : { kind: "call", name, args: args.slice(0, -1) });
  }
  return found;
}

/** The operator or function of a call: `gt`, `internal.member_2`, `data.rollcall.plan.exceeds`. */
export function callName(terms: readonly unknown[]): string {
  const parts = partsOf(terms[0]);
  return parts === null ? "" : [parts[0], ...parts.slice(1).map(plainText)].join(".");
}

function plainText(term: unknown): string {
  return isRecord(term) ? textOf(term["value"]) : "";
}

/** What a term is called where somebody would look it up; null for a constant, which says itself. */
export function termName(
  term: unknown,
  exit: TraceExit,
  known: { readonly scope: Scope; readonly exits: Exits },
): string | null {
  const variable = variableOf(term);
  if (variable !== null) {
    const definition = definitionsOf(exit.lines).get(variable);
    if (definition === undefined) return exit.written.get(variable) ?? null;
    if (definition.kind === "term") return termName(definition.term, exit, known);
    const args = definition.args.map(
      (arg) => termName(arg, exit, known) ?? JSON.stringify(termValue(arg, known.scope)),
    );
    return `${definition.name.split(".").at(-1)}(${args.join(", ")})`;
  }
  const parts = partsOf(term);
  if (parts === null) return null;
  const [head, ...rest] = parts;
  const start = exit.written.get(head) ?? head;
  return documentName(`${start}${rest.map((part) => segment(termValue(part, known.scope))).join("")}`, known.exits);
}

function segment(key: unknown): string {
  if (key === undefined) return "[_]";
  return typeof key === "string" && /^[A-Za-z_]\w*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}

/** A rule that is but another name for a document (`limits := data.thresholds.mass_change`) is named by the document. */
function documentName(name: string, exits: Exits): string {
  const dots = [...name.matchAll(/[.[]/g)].map(({ index }) => index);
  for (const end of [name.length, ...dots.reverse()]) {
    const document = aliasOf(exits.get(name.slice("data.".length, end))?.[0]);
    if (document !== null) return `${document}${name.slice(end)}`;
  }
  return name;
}

function aliasOf(exit: TraceExit | undefined): string | null {
  const variable = variableOf(exit?.head["value"]);
  if (
    exit === undefined ||
    variable === null ||
    exit.lines.some(({ isGenerated, terms }) => !isGenerated && !isTrue(terms))
  )
    return null;
  const definition = definitionsOf(exit.lines).get(variable);
  const parts = definition?.kind === "term" ? partsOf(definition.term) : null;
  if (parts === null) return null;
  return `${parts[0]}${parts
    .slice(1)
    .map((part) => segment(isRecord(part) ? part["value"] : undefined))
    .join("")}`;
}

/** The body of a rule that has none. */
export function isTrue(terms: unknown): boolean {
  return isRecord(terms) && terms["type"] === "boolean" && terms["value"] === true;
}
