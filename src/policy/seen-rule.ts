import { isRecord } from "../model/plain-json.ts";
import type { Comparison, SeenCondition, SeenRule, SeenValue } from "../model/policy-explanation.ts";
import { conditionText } from "./condition-text.ts";
import { isVirtual, partsOf, type Scope, termValue, variableOf } from "./rego-term.ts";
import { callName, type Exits, isTrue, termName } from "./term-name.ts";
import type { TraceExit, TraceLine } from "./trace.ts";

/** What is known around a rule that held. */
export interface Around {
  readonly exits: Exits;
  readonly texts: ReadonlyMap<string, string>;
  readonly input: unknown;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Rules that ask rules that ask rules: so deep, and no deeper. */
const deepest = 4;

const operators: Readonly<Record<string, Comparison["operator"]>> = {
  ...{ eq: "==", equal: "==", neq: "!=", lt: "<", lte: "<=", gt: ">", gte: ">=" },
  "internal.member_2": "in",
};

/** A rule that held: each of its conditions with what it saw, and with the rules that it asked. */
export function seenRule(exit: TraceExit, around: Around, depth = 0): SeenRule {
  const scope: Scope = { locals: exit.locals, input: around.input, data: around.data };
  const reader = new Reader(exit, { around, scope, depth });
  const { name, at } = exit;
  return { name, at, conditions: exit.lines.flatMap((line) => reader.condition(line)), lookedUp: reader.lookedUp() };
}

class Reader {
  readonly #exit: TraceExit;
  readonly #around: Around;
  readonly #scope: Scope;
  readonly #depth: number;

  constructor(exit: TraceExit, of: { readonly around: Around; readonly scope: Scope; readonly depth: number }) {
    this.#exit = exit;
    this.#around = of.around;
    this.#scope = of.scope;
    this.#depth = of.depth;
  }

  condition(line: TraceLine): readonly SeenCondition[] {
    const { terms, at } = line;
    if (line.isGenerated || at === null || isTrue(terms)) return [];
    const text = conditionText(this.#around.texts.get(at.file) ?? "", at);
    if (this.#buildsHead(terms, text)) return [];
    const shown = line.isNegated && !text.startsWith("not ") ? `not ${text}` : text;
    return [{ text: shown, at, ...this.#seen(line, text) }];
  }

  /** Everything in `data` that is no rule, once each, in the order in which it was looked at. */
  lookedUp(): readonly SeenValue[] {
    const found = new Map<string, SeenValue>();
    for (const { terms } of this.#exit.lines)
      for (const term of refsIn(terms)) {
        const [value] = partsOf(term)?.[0] === "data" ? this.#value(term) : [];
        if (value?.name.startsWith("data.") && value.value !== undefined) found.set(value.name, value);
      }
    return [...found.values()];
  }

  #seen({ terms, isNegated }: TraceLine, text: string): Pick<SeenCondition, "values" | "compared" | "by"> {
    if (!Array.isArray(terms)) return { values: this.#value(terms), compared: null, by: this.#asked(terms, []) };
    const name = callName(terms);
    const args: readonly unknown[] = terms.slice(1);
    if (name.startsWith("data.")) {
      const values = args.flatMap((arg) => this.#value(arg));
      return { values, compared: null, by: isNegated ? [] : this.#asked(terms[0], args) };
    }
    if (name === "eq" && text.startsWith("some ")) return { values: this.#chosen(args), compared: null, by: [] };
    const values = args.flatMap((arg) => this.#value(arg));
    return { values, compared: isNegated ? null : this.#comparison(name, args, text), by: [] };
  }

  #comparison(name: string, args: readonly unknown[], text: string): Comparison | null {
    const operator = operators[name];
    if (operator === undefined || (name === "eq" && !text.includes("=="))) return null;
    const [left, right] = args.map((arg) => termValue(arg, this.#scope));
    // A rule's own value is not in the trace, and is what it was held against.
    if (name === "eq") return { left: left ?? right, operator, right: right ?? left };
    return left === undefined || right === undefined ? null : { left, operator, right };
  }

  /** A value with its name; a constant has none and needs none, and what a rule gave is known only where a variable holds it. */
  #value(term: unknown): readonly SeenValue[] {
    const name = termName(term, this.#exit, { scope: this.#scope, exits: this.#around.exits });
    if (name === null) return [];
    const value = termValue(term, this.#scope);
    return value === undefined && isVirtual(term, this.#scope) ? [] : [{ name, value }];
  }

  /** The variables that `some x, y in …` chose. */
  #chosen(args: readonly unknown[]): readonly SeenValue[] {
    const variables = args
      .flatMap((arg) => [arg, ...(partsOf(arg)?.slice(1) ?? [])])
      .flatMap((term) => variableOf(term) ?? []);
    return variables.reverse().flatMap((variable) => {
      const name = this.#exit.written.get(variable);
      return name === undefined ? [] : [{ name, value: this.#scope.locals.get(variable) }];
    });
  }

  #asked(term: unknown, args: readonly unknown[]): readonly SeenRule[] {
    if (this.#depth >= deepest || !isVirtual(term, this.#scope)) return [];
    const name = callName([term]).slice("data.".length);
    const wanted = JSON.stringify(args.map((arg) => termValue(arg, this.#scope)));
    const found = this.#around.exits.get(name)?.find((exit) => args.length === 0 || argsOf(exit) === wanted);
    return found === undefined ? [] : [seenRule(found, this.#around, this.#depth + 1)];
  }

  /** `message := …`: what makes up the words of a rule is no condition. */
  #buildsHead(terms: unknown, text: string): boolean {
    const [first] = Array.isArray(terms) && callName(terms) === "eq" ? terms.slice(1) : [];
    const variable = variableOf(first);
    if (variable === null || !/^\w+\s*:=/.test(text)) return false;
    return variablesIn([this.#exit.head["key"], this.#exit.head["value"]]).includes(variable);
  }
}

function argsOf(exit: TraceExit): string {
  const { args } = exit.head;
  const scope: Scope = { locals: exit.locals, input: undefined, data: {} };
  return JSON.stringify(Array.isArray(args) ? args.map((arg) => termValue(arg, scope)) : []);
}

function variablesIn(term: unknown): readonly string[] {
  if (Array.isArray(term)) return term.flatMap(variablesIn);
  const variable = variableOf(term);
  if (variable !== null) return [variable];
  return isRecord(term) ? variablesIn(term["value"]) : [];
}

function refsIn(term: unknown): readonly unknown[] {
  if (Array.isArray(term)) return term.flatMap(refsIn);
  if (partsOf(term) !== null) return [term];
  return isRecord(term) ? refsIn(term["value"]) : [];
}
