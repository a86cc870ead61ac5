import { isRecord } from "../model/plain-json.ts";
import { textOf } from "./json.ts";

/** What stands for the variables of a rule that held, and the documents it saw. */
export interface Scope {
  readonly locals: ReadonlyMap<string, unknown>;
  readonly input: unknown;
  readonly data: Readonly<Record<string, unknown>>;
}

/** The parts of a reference: a variable, then the terms that lead on from it; null for a term that is none. */
export function partsOf(term: unknown): readonly [string, ...unknown[]] | null {
  if (!isRecord(term) || term["type"] !== "ref" || !Array.isArray(term["value"])) return null;
  const [head, ...rest] = term["value"];
  return [isRecord(head) ? textOf(head["value"]) : "", ...rest];
}

/** The name of a variable; null for a term that is none. */
export function variableOf(term: unknown): string | null {
  return isRecord(term) && term["type"] === "var" ? textOf(term["value"]) : null;
}

/** Whether a reference leads to rules and not to a document. */
export function isVirtual(term: unknown, { data }: Scope): boolean {
  const parts = partsOf(term);
  if (parts === null || parts[0] !== "data") return false;
  const first = parts[1];
  return !(isRecord(first) && typeof first["value"] === "string" && first["value"] in data);
}

/** What a term of the compiler's syntax tree stands for, as JSON; undefined where that is nothing, or a rule's to say. */
export function termValue(term: unknown, scope: Scope): unknown {
  if (!isRecord(term)) return undefined;
  const { type, value } = { type: term["type"], value: term["value"] };
  switch (type) {
    case "null":
    case "boolean":
    case "number":
    case "string":
      return value;
    case "array":
    case "set":
      return Array.isArray(value) ? value.map((part) => termValue(part, scope)) : undefined;
    case "object":
      return objectOf(value, scope);
    case "var":
      return scope.locals.get(textOf(value));
    case "ref":
      return follow(term, scope);
    default:
      return undefined;
  }
}

function objectOf(pairs: unknown, scope: Scope): unknown {
  if (!Array.isArray(pairs)) return undefined;
  const read = pairs.map((pair: unknown): [string, unknown] => {
    const [key, value] = Array.isArray(pair) ? pair : [];
    const name = termValue(key, scope);
    return [typeof name === "string" ? name : JSON.stringify(name), termValue(value, scope)];
  });
  return Object.fromEntries(read);
}

function follow(term: unknown, scope: Scope): unknown {
  const parts = partsOf(term);
  if (parts === null || isVirtual(term, scope)) return undefined;
  const [head, ...rest] = parts;
  const start = head === "input" ? scope.input : head === "data" ? scope.data : scope.locals.get(head);
  return rest.reduce((at: unknown, part) => step(at, termValue(part, scope)), start);
}

function step(at: unknown, key: unknown): unknown {
  if (Array.isArray(at)) return typeof key === "number" ? at[key] : at.includes(key) ? key : undefined;
  return isRecord(at) && typeof key === "string" && Object.hasOwn(at, key) ? at[key] : undefined;
}
