import { parseJson } from "../json.ts";

/** One piece of a filter or path, with the place where it starts. */
export type Token =
  | { readonly kind: "symbol" | "word" | "part"; readonly text: string; readonly at: number }
  | { readonly kind: "literal"; readonly value: string | number; readonly at: number };

const SPACE = / +/y;
const SYMBOL = /[()[\]]/y;
const WORD = /[A-Za-z$][\w$:.-]*/y;
const PART = /\.([A-Za-z$][\w$-]*)/y;
const STRING = /"(?:[^"\\]|\\.)*"/y;
const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

/** Cuts a filter or path into tokens, or gives the offset of the first character that fits none. */
export function tokenize(text: string): readonly Token[] | number {
  const tokens: Token[] = [];
  let at = matchAt(SPACE, text, 0).length;
  while (at < text.length) {
    const read = readToken(text, at);
    if (read === null) return at;
    tokens.push(read.token);
    at += read.length;
    at += matchAt(SPACE, text, at).length;
  }
  return tokens;
}

function readToken(text: string, at: number): { readonly token: Token; readonly length: number } | null {
  const symbol = matchAt(SYMBOL, text, at);
  if (symbol !== "") return { token: { kind: "symbol", text: symbol, at }, length: 1 };
  const word = matchAt(WORD, text, at);
  if (word !== "") return { token: { kind: "word", text: word, at }, length: word.length };
  const part = matchAt(PART, text, at);
  if (part !== "") return { token: { kind: "part", text: part.slice(1), at }, length: part.length };
  const literal = matchAt(STRING, text, at) || matchAt(NUMBER, text, at);
  const value = literal === "" ? undefined : parseJson(literal);
  if (typeof value !== "string" && typeof value !== "number") return null;
  return { token: { kind: "literal", value, at }, length: literal.length };
}

function matchAt(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? "";
}
