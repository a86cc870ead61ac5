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
export function decode<T>(bytes: Uint8Array, shape: { Check(value: unknown): value is T }): T | null {
  const value = parseJson(bytes);
  if (value === undefined || !shape.Check(value)) return null;
  return isCanonical(value, bytes) ? value : null;
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(utf8.decode(bytes));
  } catch {
    return undefined;
  }
}

function isCanonical(value: unknown, bytes: Uint8Array): boolean {
  try {
    return Buffer.from(canonical(value), "utf8").equals(bytes);
  } catch {
    return false;
  }
}

function repaired(value: unknown): unknown {
  if (typeof value === "string") return Buffer.from(value, "utf8").toString("utf8");
  if (Array.isArray(value)) return value.map(repaired);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [repaired(name), repaired(member)]));
}
