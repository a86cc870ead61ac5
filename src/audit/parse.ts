import { canonical } from "../document/canonical.ts";

/** The canonical bytes of a value; half characters, which no JSON may hold, become U+FFFD. */
export function encode(value: unknown): Uint8Array {
  return Buffer.from(canonicalText(value), "utf8");
}

/** The canonical text of a value, as `encode`. */
export function canonicalText(value: unknown): string {
  try {
    return canonical(value);
  } catch (error) {
    // Costs a copy, so only where the plain way failed: text from a server may be cut in the middle of a character.
    if (error instanceof TypeError) return canonical(repaired(value));
    throw error;
  }
}

/** Parses canonical JSON of a known shape; null for other bytes, other shapes, and the right value in other bytes. */
export function decode<T>(bytes: Uint8Array, shape: Shape<T>): T | null {
  const text = textOf(bytes);
  return text === null ? null : decodeText(text, shape);
}

/** The same for lines that each end with a line end; null when one of them is not such JSON. */
export function decodeLines<T>(bytes: Uint8Array, shape: Shape<T>): T[] | null {
  const lines = textOf(bytes)?.split("\n");
  if (lines?.pop() !== "") return null;
  const values: T[] = [];
  for (const line of lines) {
    const value = decodeText(line, shape);
    if (value === null) return null;
    values.push(value);
  }
  return values;
}

interface Shape<T> {
  Check(value: unknown): value is T;
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function textOf(bytes: Uint8Array): string | null {
  try {
    return utf8.decode(bytes);
  } catch {
    return null;
  }
}

function decodeText<T>(text: string, shape: Shape<T>): T | null {
  try {
    const value: unknown = JSON.parse(text);
    return shape.Check(value) && canonical(value) === text ? value : null;
  } catch {
    return null;
  }
}

function repaired(value: unknown): unknown {
  if (typeof value === "string") return Buffer.from(value, "utf8").toString("utf8");
  if (Array.isArray(value)) return value.map(repaired);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [repaired(name), repaired(member)]));
}
