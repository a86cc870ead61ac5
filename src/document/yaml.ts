import {
  Composer,
  type Document,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  type Node,
  Parser,
  type Scalar,
  type YAMLMap,
} from "yaml";
import type { Diagnostic } from "../model/diagnostic.ts";
import type { Source } from "../model/source.ts";
import { quoted, type Remark, wrong } from "./diagnose.ts";
import { type Locate, locator } from "./lines.ts";
import { forbiddenKeys, type Parsed, type ParseResult, type ValuePath } from "./parsed.ts";
import { decodeText, hiddenBehind } from "./text.ts";
import { scanTokens } from "./yaml-scan.ts";

/** Largest YAML file. */
const maxYamlBytes = 256 * 1024;

/** Syntax errors told of one file; those after the first mostly follow from it. */
const maxSyntaxErrors = 5;

/**
 * Reads one YAML 1.2 document (core schema) as plain data with places. Bounded in bytes, depth and keys before it is
 * parsed; never throws for what a file holds.
 */
export function parseYaml(bytes: Uint8Array, file: string): ParseResult {
  const decoded = decodeText(bytes, file, maxYamlBytes);
  if (decoded.kind === "refused") return decoded;
  const { text } = decoded;
  const locate = locator(file, text);
  const tokens = [...new Lexer().lex(text)];
  const refusal = scanTokens(tokens, locate);
  if (refusal !== null) return { kind: "refused", diagnostics: [refusal] };
  const document = compose(tokens, text.length);
  const flaws = [...document.errors, ...document.warnings].sort((a, b) => a.pos[0] - b.pos[0]);
  if (flaws.length > 0) {
    return { kind: "refused", diagnostics: syntaxErrors(flaws, locate) };
  }
  const reader = new NodeReader(locate);
  const value = reader.read(document.contents);
  if (reader.diagnostics.length > 0) return { kind: "refused", diagnostics: reader.diagnostics };
  return { kind: "parsed", document: new YamlDocument(value, document.contents, locate) };
}

/** The tokens that were scanned are the ones that are parsed. Duplicate keys are found by the reader, in linear time. */
function compose(tokens: readonly string[], length: number): Document {
  const parser = new Parser();
  const composer = new Composer({
    version: "1.2",
    schema: "core",
    merge: false,
    uniqueKeys: false,
    strict: true,
    prettyErrors: false,
    logLevel: "silent",
  });
  const concrete = function* () {
    for (const token of tokens) yield* parser.next(token);
    yield* parser.end();
  };
  for (const document of composer.compose(concrete(), true, length)) return document;
  throw new TypeError("the composer gave no document");
}

/** Turns nodes into plain data without prototypes and notes what is not allowed in it. */
class NodeReader {
  readonly diagnostics: Diagnostic[] = [];
  readonly #locate: Locate;

  constructor(locate: Locate) {
    this.#locate = locate;
  }

  read(node: unknown): unknown {
    if (isScalar(node)) return this.#scalar(node);
    if (isSeq(node)) return node.items.map((element) => this.read(element));
    if (isMap(node)) return this.#mapping(node);
    return null;
  }

  #mapping(map: YAMLMap): unknown {
    const object: Record<string, unknown> = Object.create(null);
    const places = new Map<string, Source>();
    for (const { key, value } of map.items) {
      const at = this.#locate(offsetOf(key) ?? offsetOf(map) ?? 0);
      const name = isScalar(key) ? key.value : null;
      if (typeof name !== "string") {
        this.#note({ code: "key-not-text", at, message: "a key must be a text", hint: "put it in quotes" });
        continue;
      }
      this.#lookBehind(key);
      const first = places.get(name);
      if (first !== undefined) {
        const message = `the key ${quoted(name)} is here twice (first in line ${first.line})`;
        this.#note({ code: "duplicate-key", at, message, hint: "keep one of them" });
      } else if (forbiddenKeys.has(name)) {
        this.#note({ code: "forbidden-key", at, message: `the key ${quoted(name)} is not allowed`, hint: "rename it" });
      } else {
        object[name] = this.read(value);
      }
      places.set(name, first ?? at);
    }
    return object;
  }

  #scalar(node: Scalar): unknown {
    const { value, source } = node;
    this.#lookBehind(node);
    if (typeof value !== "number") return value;
    const at = this.#locate(offsetOf(node) ?? 0);
    if (!Number.isFinite(value) || Math.abs(value) > Number.MAX_SAFE_INTEGER) {
      const message = `the number ${quoted(source)} cannot be kept exactly`;
      this.#note({ code: "unsafe-number", at, message, hint: "put it in quotes if it is a text" });
    } else if (/^[-+]?0\d/.test(source ?? "")) {
      const message = `the number ${quoted(source)} begins with a zero, so it may be meant as a text`;
      this.#note({ code: "ambiguous-number", at, message, hint: "put it in quotes, or leave the zero out" });
    }
    return value;
  }

  /** The file holds no hidden character as it is; an escape may still stand for one. */
  #lookBehind(node: unknown): void {
    if (!isScalar(node) || node.type !== "QUOTE_DOUBLE" || typeof node.value !== "string") return;
    const hidden = hiddenBehind(node.value);
    if (hidden === null) return;
    const at = this.#locate(offsetOf(node) ?? 0);
    const message = `an escape stands for ${hidden}, which readers do not see`;
    this.#note({ code: "hidden-character", at, message, hint: "remove it" });
  }

  #note(remark: Remark): void {
    this.diagnostics.push(wrong(remark));
  }
}

/** Data with the nodes it came from; places are looked up only when somebody asks. */
class YamlDocument implements Parsed {
  readonly value: unknown;
  readonly #root: Node | null;
  readonly #locate: Locate;

  constructor(value: unknown, root: Node | null, locate: Locate) {
    this.value = value;
    this.#root = root;
    this.#locate = locate;
  }

  at(path: ValuePath): Source {
    return this.#locate(this.#walk(path).value);
  }

  keyAt(path: ValuePath): Source {
    return this.#locate(this.#walk(path).key);
  }

  #walk(path: ValuePath): { readonly key: number; readonly value: number } {
    let node: unknown = this.#root;
    let found = { key: offsetOf(node) ?? 0, value: offsetOf(node) ?? 0 };
    for (const step of path) {
      const next = stepInto(node, step);
      if (next === null) return found;
      const value = offsetOf(next.value) ?? offsetOf(next.key) ?? found.value;
      found = { key: offsetOf(next.key) ?? value, value };
      node = next.value;
    }
    return found;
  }
}

function stepInto(node: unknown, step: string | number): { readonly key: unknown; readonly value: unknown } | null {
  if (isSeq(node)) {
    const value = node.items[Number(step)];
    return value === undefined ? null : { key: null, value };
  }
  if (!isMap(node)) return null;
  return node.items.find(({ key }) => isScalar(key) && key.value === step) ?? null;
}

function offsetOf(node: unknown): number | null {
  return isScalar(node) || isMap(node) || isSeq(node) ? (node.range?.[0] ?? null) : null;
}

/** The first error of each line. */
function syntaxErrors(flaws: Document["errors"] | Document["warnings"], locate: Locate): readonly Diagnostic[] {
  const byLine = new Map<number, Diagnostic>();
  for (const flaw of flaws) {
    const diagnostic = syntaxError(flaw, locate);
    if (!byLine.has(diagnostic.at.line)) byLine.set(diagnostic.at.line, diagnostic);
    if (byLine.size === maxSyntaxErrors) break;
  }
  return [...byLine.values()];
}

/** Own words for the parser's errors: its texts repeat the file, where a secret may stand. */
function syntaxError(flaw: { readonly code: string; readonly pos: readonly number[] }, locate: Locate): Diagnostic {
  const at = locate(flaw.pos[0] ?? 0);
  switch (flaw.code) {
    case "TAB_AS_INDENT":
      return wrong({ code: "yaml-tab", at, message: "a tab indents this line", hint: "use spaces for indentation" });
    case "BAD_INDENT":
      return wrong({
        code: "yaml-indent",
        at,
        message: "the indentation does not fit the lines around it",
        hint: "begin keys of one level in one column, and close brackets",
      });
    case "MISSING_CHAR":
      return wrong({
        code: "yaml-syntax",
        at,
        message: "a character is missing: a closing quote or bracket, a comma, a colon or a space",
        hint: "close what was opened before this place",
      });
    case "MULTILINE_IMPLICIT_KEY":
    case "BLOCK_AS_IMPLICIT_KEY":
    case "KEY_OVER_1024_CHARS":
      return wrong({
        code: "yaml-syntax",
        at,
        message: "a key or value does not fit here",
        hint: "one key to a line; put a text that holds `: ` in quotes",
      });
    default:
      return wrong({
        code: "yaml-syntax",
        at,
        message: "this is not valid YAML",
        hint: "check brackets, quotes and indentation before this place",
      });
  }
}
