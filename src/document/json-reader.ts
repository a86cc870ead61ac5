import type { Diagnostic } from "../model/diagnostic.ts";
import { quoted, wrong } from "./diagnose.ts";
import type { Locate } from "./lines.ts";
import { forbiddenKeys, maxDepth } from "./parsed.ts";
import { hiddenBehind } from "./text.ts";

/** Where a value and its key start, and the same for its parts as deep as they were asked for. */
export interface Starts {
  readonly value: number;
  readonly key: number;
  readonly parts: ReadonlyMap<string, Starts> | readonly Starts[] | null;
}

/** Unwinds a reader; the document's front turns it into a diagnostic. */
export class JsonFault extends Error {
  readonly offset: number;
  readonly code: string;
  readonly hint: string;

  constructor(offset: number, remark: { readonly code: string; readonly message: string; readonly hint: string }) {
    super(remark.message);
    this.offset = offset;
    this.code = remark.code;
    this.hint = remark.hint;
  }

  toDiagnostic(locate: Locate): Diagnostic {
    return wrong({ code: this.code, at: locate(this.offset), message: this.message, hint: this.hint });
  }
}

interface Located {
  readonly value: unknown;
  readonly starts: Starts;
}

const numberPattern = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const spacePattern = /[ \t\n\r]*/y;

/** Reads one value from an offset on; notes where parts start down to `levels` below it. */
export class JsonReader {
  readonly #text: string;
  readonly #levels: number;
  #at: number;

  constructor(text: string, at: number, levels: number) {
    this.#text = text;
    this.#at = at;
    this.#levels = levels;
  }

  /** The whole text as one value. */
  document(): Located {
    this.#take(spacePattern);
    const located = this.value(this.#at, 0);
    this.#take(spacePattern);
    if (this.#at < this.#text.length) throw this.#unexpected("something follows the document", "remove it");
    return located;
  }

  /** The value that starts here; its key started at `key`. */
  value(key: number, depth: number): Located {
    if (depth > maxDepth)
      throw new JsonFault(this.#at, {
        code: "too-deep",
        message: `more than ${maxDepth} levels`,
        hint: "flatten the file",
      });
    const start = this.#at;
    switch (this.#text[start]) {
      case "{":
        return this.#object(key, depth);
      case "[":
        return this.#list(key, depth);
      default:
        return { value: this.#plain(), starts: { value: start, key, parts: null } };
    }
  }

  #plain(): unknown {
    switch (this.#text[this.#at]) {
      case '"':
        return this.#string();
      case "t":
        return this.#word("true", true);
      case "f":
        return this.#word("false", false);
      case "n":
        return this.#word("null", null);
      default:
        return this.#number();
    }
  }

  #object(key: number, depth: number): Located {
    const start = this.#at;
    const object: Record<string, unknown> = Object.create(null);
    const parts = depth < this.#levels ? new Map<string, Starts>() : null;
    this.#expect("{");
    if (this.#text[this.#at] !== "}") {
      do {
        const place = this.#at;
        const name = this.#key(object);
        const member = this.value(place, depth + 1);
        object[name] = member.value;
        parts?.set(name, member.starts);
        this.#take(spacePattern);
      } while (this.#skip(","));
    }
    this.#expect("}");
    return { value: object, starts: { value: start, key, parts } };
  }

  #key(known: object): string {
    const place = this.#at;
    if (this.#text[place] !== '"')
      throw this.#unexpected("a key in quotes is expected", "no comma after the last value");
    const name = this.#string();
    if (Object.hasOwn(known, name)) {
      throw new JsonFault(place, {
        code: "duplicate-key",
        message: `the key ${quoted(name)} is here twice`,
        hint: "keep one of them",
      });
    }
    if (forbiddenKeys.has(name)) {
      throw new JsonFault(place, {
        code: "forbidden-key",
        message: `the key ${quoted(name)} is not allowed`,
        hint: "rename it",
      });
    }
    this.#take(spacePattern);
    this.#expect(":");
    return name;
  }

  #list(key: number, depth: number): Located {
    const start = this.#at;
    const list: unknown[] = [];
    const parts: Starts[] | null = depth < this.#levels ? [] : null;
    this.#expect("[");
    if (this.#text[this.#at] !== "]") {
      do {
        const element = this.value(this.#at, depth + 1);
        list.push(element.value);
        parts?.push(element.starts);
        this.#take(spacePattern);
      } while (this.#skip(","));
    }
    this.#expect("]");
    return { value: list, starts: { value: start, key, parts } };
  }

  /** By character codes: a pattern over a text of megabytes would need a stack of that size. */
  #string(): string {
    const start = this.#at;
    let escaped = false;
    let end = start + 1;
    for (let code = this.#text.charCodeAt(end); code !== 0x22; code = this.#text.charCodeAt(end)) {
      if (Number.isNaN(code) || code < 0x20) throw this.#unexpected("this text is not closed", 'close it with "');
      escaped ||= code === 0x5c;
      end += code === 0x5c ? 2 : 1;
    }
    this.#at = end + 1;
    const text = escaped ? decodeEscapes(this.#text.slice(start, end + 1)) : this.#text.slice(start + 1, end);
    if (text === null)
      throw new JsonFault(start, {
        code: "json-syntax",
        message: "this text holds an unknown escape",
        hint: "double each \\",
      });
    if (!escaped) return text;
    const hidden = hiddenBehind(text) ?? (/\p{Cc}/u.test(text) ? "a control character" : null);
    if (hidden === null) return text;
    throw new JsonFault(start, {
      code: "hidden-character",
      message: `an escape stands for ${hidden}, which readers do not see`,
      hint: "remove it",
    });
  }

  #number(): number {
    const start = this.#at;
    const source = this.#take(numberPattern);
    if (source === "")
      throw this.#unexpected("a value is expected", "put texts in quotes; no comma after the last value");
    const value = Number(source);
    if (Math.abs(value) <= Number.MAX_SAFE_INTEGER) return value;
    throw new JsonFault(start, {
      code: "unsafe-number",
      message: `the number ${quoted(source)} cannot be kept exactly`,
      hint: "put it in quotes",
    });
  }

  #word(word: string, value: boolean | null): boolean | null {
    if (!this.#text.startsWith(word, this.#at)) throw this.#unexpected("a value is expected", "put texts in quotes");
    this.#at += word.length;
    return value;
  }

  #expect(mark: string): void {
    if (!this.#skip(mark)) throw this.#unexpected(`${quoted(mark)} is expected`, "check commas, colons and brackets");
  }

  #skip(mark: string): boolean {
    if (this.#text[this.#at] !== mark) return false;
    this.#at += 1;
    // A closing mark may end the part that is read; what follows it is the caller's.
    if (mark !== "}" && mark !== "]") this.#take(spacePattern);
    return true;
  }

  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? "";
    this.#at += found.length;
    return found;
  }

  #unexpected(message: string, hint: string): JsonFault {
    return new JsonFault(this.#at, { code: "json-syntax", message, hint });
  }
}

function decodeEscapes(source: string): string | null {
  try {
    const text: unknown = JSON.parse(source);
    return typeof text === "string" ? text : null;
  } catch {
    return null;
  }
}
