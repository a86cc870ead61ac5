import { CST } from "yaml";
import type { Diagnostic } from "../model/diagnostic.ts";
import { wrong } from "./diagnose.ts";
import type { Locate } from "./lines.ts";
import { maxDepth, maxKeys } from "./parsed.ts";

/**
 * Refuses, from the tokens alone, what must never reach the parser: it is recursive, and two files nested thousands deep
 * end the whole process (yaml 2.9 on Node 20: `RegExpCompiler Allocation failed`, which nothing can catch). Also
 * everything of YAML that these files do without: anchors, aliases, tags, directives, several documents. Stops at the
 * first thing found.
 */
export function scanTokens(tokens: readonly string[], locate: Locate): Diagnostic | null {
  const scan = new TokenScan();
  for (const token of tokens) {
    const remark = scan.next(token);
    if (remark !== null) return wrong({ ...remark, at: locate(scan.offset) });
  }
  return null;
}

interface TokenRemark {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

const refusedKinds: Readonly<Record<string, TokenRemark>> = {
  alias: { code: "yaml-alias", message: "an alias (*name) is not allowed", hint: "write the value out" },
  anchor: { code: "yaml-alias", message: "an anchor (&name) is not allowed", hint: "write the value out" },
  tag: {
    code: "yaml-tag",
    message: "a tag (!name) is not allowed",
    hint: "remove it; put a text that begins with ! in quotes",
  },
  "directive-line": { code: "yaml-directive", message: "a directive (%NAME) is not allowed", hint: "remove it" },
};

/** Follows the nesting token by token; constant work for each. */
class TokenScan {
  offset = 0;
  #length = 0;
  #scalarNext = false;
  #line = { start: 0, key: -1, indented: true };
  /** Brackets that are open, and whether the last token was a comma or an opening bracket. */
  readonly #brackets: string[] = [];
  #entryOpen = false;
  #keys = 0;
  #documents = 0;
  /** Whether `---` may still come: nothing of the document has. */
  #atStart = true;
  /** Columns of the block collections that are open. */
  readonly #columns: number[] = [];

  next(token: string): TokenRemark | null {
    this.offset += this.#length;
    // Marks of the lexer (document, flow end, scalar) stand for no text.
    const isMark = token === CST.DOCUMENT || token === CST.FLOW_END || token === CST.SCALAR;
    this.#length = isMark ? 0 : token.length;
    if (this.#scalarNext) {
      this.#scalarNext = false;
      return this.#content(token);
    }
    if (token === CST.SCALAR) this.#scalarNext = true;
    if (token === CST.DOCUMENT) {
      this.#documents += 1;
      return this.#documents === 1 ? null : manyDocuments;
    }
    return isMark ? null : this.#structure(token);
  }

  #structure(token: string): TokenRemark | null {
    const kind = CST.tokenType(token);
    const refused = kind === null ? undefined : refusedKinds[kind];
    if (refused !== undefined) return refused;
    switch (kind) {
      case "newline":
        this.#line = { start: this.offset + token.length, key: -1, indented: true };
        return null;
      case "space":
        return this.#space(token);
      case "comment":
      case "doc-end":
      case "block-scalar-header":
        return null;
      case "doc-start":
        if (!this.#atStart) return manyDocuments;
        this.#atStart = false;
        return null;
      case "comma":
        return this.#comma();
      case "flow-map-start":
      case "flow-seq-start":
        this.#mark();
        this.#brackets.push(token === "{" ? "}" : "]");
        this.#entryOpen = true;
        return this.#deep();
      case "flow-map-end":
      case "flow-seq-end":
        this.#entryOpen = false;
        return this.#brackets.pop() === token ? null : strayBracket;
      case "seq-item-ind":
      case "explicit-key-ind":
        return this.#open(this.offset - this.#line.start);
      case "map-value-ind":
        this.#keys += 1;
        if (this.#keys > maxKeys) return manyKeys;
        return this.#open(this.#line.key === -1 ? this.offset - this.#line.start : this.#line.key);
      default:
        return this.#content(token);
    }
  }

  /** Tabs between a line's start and its content make levels that nobody sees. */
  #space(token: string): TokenRemark | null {
    return this.#brackets.length === 0 && this.#line.indented && token.includes("\t") ? tabIndent : null;
  }

  /** A scalar; one that runs over several lines leaves the last of them as the line. */
  #content(token: string): null {
    this.#mark();
    const lastBreak = token.lastIndexOf("\n");
    if (lastBreak !== -1) this.#line = { start: this.offset + lastBreak + 1, key: -1, indented: token.endsWith("\n") };
    return null;
  }

  /** Without this, 200,000 commas become 200,000 errors with a stack each. */
  #comma(): TokenRemark | null {
    if (this.#entryOpen && this.#brackets.length > 0) return emptyEntry;
    this.#entryOpen = true;
    return null;
  }

  /** The first content of a line (after `- `) is where a key would start. */
  #mark(): void {
    if (this.#line.key === -1) this.#line.key = this.offset - this.#line.start;
    this.#line.indented = false;
    this.#entryOpen = false;
    this.#atStart = false;
  }

  #open(column: number): TokenRemark | null {
    this.#line.indented = false;
    this.#entryOpen = false;
    this.#atStart = false;
    if (this.#brackets.length > 0) return null;
    while ((this.#columns.at(-1) ?? -1) > column) this.#columns.pop();
    if (this.#columns.at(-1) !== column) this.#columns.push(column);
    return this.#deep();
  }

  #deep(): TokenRemark | null {
    return this.#brackets.length + this.#columns.length > maxDepth ? tooDeep : null;
  }
}

const tooDeep: TokenRemark = {
  code: "too-deep",
  message: `lists and mappings lie more than ${maxDepth} deep in each other`,
  hint: "close brackets, or flatten the file",
};

const manyKeys: TokenRemark = {
  code: "too-many-keys",
  message: `the file has more than ${maxKeys} keys`,
  hint: "split it",
};

const manyDocuments: TokenRemark = {
  code: "yaml-many-documents",
  message: "a second document begins here",
  hint: "keep one document in a file",
};

const tabIndent: TokenRemark = {
  code: "yaml-tab",
  message: "a tab indents this line",
  hint: "use spaces for indentation",
};

const strayBracket: TokenRemark = {
  code: "yaml-syntax",
  message: "this bracket closes nothing that is open",
  hint: "remove it, or put a text that holds brackets in quotes",
};

const emptyEntry: TokenRemark = {
  code: "yaml-syntax",
  message: "nothing stands before this comma",
  hint: "remove the comma",
};
