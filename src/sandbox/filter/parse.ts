import { badRequest, type ScimError } from "../protocol/scim-error.ts";
import { type Token, tokenize } from "./token.ts";

/** The operators that compare an attribute with a value. */
const COMPARISONS = ["eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le"] as const;

/** One comparison operator. */
export type Comparison = (typeof COMPARISONS)[number];

/** What an attribute may be compared with. */
export type Literal = string | number | boolean | null;

/** A parsed filter; paths are still text, because only a schema knows what they mean. */
export type Filter =
  | { readonly kind: "compare"; readonly path: string; readonly operator: Comparison; readonly value: Literal }
  | { readonly kind: "present"; readonly path: string }
  | { readonly kind: "values"; readonly path: string; readonly filter: Filter }
  | { readonly kind: "and" | "or"; readonly operands: readonly Filter[] }
  | { readonly kind: "not"; readonly operand: Filter };

/** A parsed PATCH path: an attribute, perhaps narrowed to some of its values, perhaps down to a sub-attribute. */
export interface PatchPath {
  readonly path: string;
  readonly filter: Filter | null;
  readonly part: string | null;
}

/** The longest filter or path that is looked at, in characters. */
const MAX_LENGTH = 8192;

/** Parses a filter (RFC 7644 section 3.4.2.2) nested at most maxDepth deep; throws a ScimError invalidFilter. */
export function parseFilter(text: string, maxDepth: number): Filter {
  const cursor = new Cursor(text, maxDepth, (detail) => badRequest("invalidFilter", detail));
  const filter = cursor.either(0, false);
  cursor.finish();
  return filter;
}

/** Parses the path of a PATCH operation (RFC 7644 section 3.5.2); throws a ScimError invalidPath. */
export function parsePatchPath(text: string, maxDepth: number): PatchPath {
  const cursor = new Cursor(text, maxDepth, (detail) => badRequest("invalidPath", detail));
  const path = cursor.word("an attribute");
  const filter = cursor.take("[") ? cursor.bracketed(0) : null;
  const part = filter === null ? null : cursor.part();
  cursor.finish();
  return { path, filter, part };
}

class Cursor {
  readonly #tokens: readonly Token[];
  readonly #maxDepth: number;
  readonly #refuse: (detail: string) => ScimError;
  #next = 0;

  constructor(text: string, maxDepth: number, refuse: (detail: string) => ScimError) {
    if (text.length > MAX_LENGTH) throw refuse(`longer than ${MAX_LENGTH} characters`);
    const tokens = tokenize(text);
    if (typeof tokens === "number") throw refuse(`cannot read the text at character ${tokens + 1}`);
    this.#tokens = tokens;
    this.#maxDepth = maxDepth;
    this.#refuse = refuse;
  }

  either(depth: number, inValues: boolean): Filter {
    return this.#chain("or", () => this.#chain("and", () => this.#term(depth, inValues)));
  }

  bracketed(depth: number): Filter {
    const filter = this.either(this.#deeper(depth), true);
    this.#expect("]");
    return filter;
  }

  take(symbol: string): boolean {
    const token = this.#tokens[this.#next];
    if (token?.kind !== "symbol" || token.text !== symbol) return false;
    this.#next += 1;
    return true;
  }

  word(wanted: string): string {
    const token = this.#tokens[this.#next];
    if (token?.kind !== "word") throw this.#unexpected(wanted);
    this.#next += 1;
    return token.text;
  }

  part(): string | null {
    const token = this.#tokens[this.#next];
    if (token?.kind !== "part") return null;
    this.#next += 1;
    return token.text;
  }

  finish(): void {
    if (this.#next < this.#tokens.length) throw this.#unexpected("the end");
  }

  #chain(kind: "and" | "or", operand: () => Filter): Filter {
    const first = operand();
    if (!this.#takeWord(kind)) return first;
    const operands = [first];
    do operands.push(operand());
    while (this.#takeWord(kind));
    return { kind, operands };
  }

  #term(depth: number, inValues: boolean): Filter {
    if (this.take("(")) {
      const inner = this.either(this.#deeper(depth), inValues);
      this.#expect(")");
      return inner;
    }
    if (this.#atNot()) {
      this.#next += 2;
      const operand = this.either(this.#deeper(depth), inValues);
      this.#expect(")");
      return { kind: "not", operand };
    }
    const path = this.word("an attribute");
    if (!inValues && this.take("[")) return { kind: "values", path, filter: this.bracketed(depth) };
    if (this.#takeWord("pr")) return { kind: "present", path };
    return { kind: "compare", path, operator: this.#operator(), value: this.#literal() };
  }

  #atNot(): boolean {
    const [word, open] = [this.#tokens[this.#next], this.#tokens[this.#next + 1]];
    return word?.kind === "word" && word.text.toLowerCase() === "not" && open?.kind === "symbol" && open.text === "(";
  }

  #operator(): Comparison {
    const at = this.#next;
    const text = this.word("an operator").toLowerCase();
    const operator = COMPARISONS.find((each) => each === text);
    if (operator !== undefined) return operator;
    this.#next = at;
    throw this.#unexpected("an operator");
  }

  #literal(): Literal {
    const token = this.#tokens[this.#next];
    this.#next += 1;
    if (token?.kind === "literal") return token.value;
    if (token?.kind === "word" && token.text === "true") return true;
    if (token?.kind === "word" && token.text === "false") return false;
    if (token?.kind === "word" && token.text === "null") return null;
    this.#next -= 1;
    throw this.#unexpected("a value");
  }

  #takeWord(wanted: string): boolean {
    const token = this.#tokens[this.#next];
    if (token?.kind !== "word" || token.text.toLowerCase() !== wanted) return false;
    this.#next += 1;
    return true;
  }

  #expect(symbol: string): void {
    if (!this.take(symbol)) throw this.#unexpected(`"${symbol}"`);
  }

  #deeper(depth: number): number {
    if (depth >= this.#maxDepth) throw this.#refuse(`nested deeper than ${this.#maxDepth}`);
    return depth + 1;
  }

  #unexpected(wanted: string): ScimError {
    const token = this.#tokens[this.#next];
    return this.#refuse(`expected ${wanted} at ${token === undefined ? "the end" : `character ${token.at + 1}`}`);
  }
}
