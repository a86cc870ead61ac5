import type { Source } from "../model/source.ts";
import { JsonFault, JsonReader, type Starts } from "./json-reader.ts";
import { type Locate, locator } from "./lines.ts";
import type { Parsed, ParseResult, ValuePath } from "./parsed.ts";
import { decodeText } from "./text.ts";

/**
 * Reads a JSON document (RFC 8259) as plain data with places. `JSON.parse` is faster, but it keeps the last of two equal
 * keys, rounds long numbers, and cannot tell where anything was written. Never throws for what a file holds.
 */
export function parseJson(bytes: Uint8Array, file: string, maxBytes: number): ParseResult {
  const decoded = decodeText(bytes, file, maxBytes);
  if (decoded.kind === "refused") return decoded;
  const { text } = decoded;
  const locate = locator(file, text);
  try {
    const { value, starts } = new JsonReader(text, 0, 1).document();
    return { kind: "parsed", document: new JsonDocument({ value, starts, text, locate }) };
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error;
    return { kind: "refused", diagnostics: [error.toDiagnostic(locate)] };
  }
}

/** Data with the places of its first level; deeper ones are read again when somebody asks. */
class JsonDocument implements Parsed {
  readonly value: unknown;
  readonly #root: Starts;
  readonly #text: string;
  readonly #locate: Locate;

  constructor(read: {
    readonly value: unknown;
    readonly starts: Starts;
    readonly text: string;
    readonly locate: Locate;
  }) {
    this.value = read.value;
    this.#root = read.starts;
    this.#text = read.text;
    this.#locate = read.locate;
  }

  at(path: ValuePath): Source {
    return this.#locate(this.#walk(path).value);
  }

  keyAt(path: ValuePath): Source {
    return this.#locate(this.#walk(path).key);
  }

  #walk(path: ValuePath): Starts {
    let found = this.#root;
    for (const step of path) {
      const parts = found.parts ?? this.#partsOf(found);
      const next = parts === null ? undefined : "get" in parts ? parts.get(String(step)) : parts[Number(step)];
      if (next === undefined) return found;
      found = next;
    }
    return found;
  }

  #partsOf({ value, key }: Starts): Starts["parts"] {
    return new JsonReader(this.#text, value, Number.POSITIVE_INFINITY).value(key, 0).starts.parts;
  }
}
