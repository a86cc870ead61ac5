/** Any value that JSON can say. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** An object of JSON; a name that is not there reads as undefined. */
export interface JsonObject {
  readonly [name: string]: Json | undefined;
}

/** Parses text; undefined when it is not JSON, or nested as deep as only an attack is. */
export function parseJson(marked: string): Json | undefined {
  // RFC 8259 section 8.1: a byte order mark may be passed over.
  const text = marked.startsWith("\ufeff") ? marked.slice(1) : marked;
  const isPage = text.length > smallText && text.length <= alwaysCheap;
  if (!isPage && isDeeperThan(text, maxDepth)) return undefined;
  try {
    const parsed: Json = JSON.parse(text);
    return parsed;
  } catch {
    return undefined;
  }
}

/** Whether a value is an object. */
export function isObject(json: Json | undefined): json is JsonObject {
  return typeof json === "object" && json !== null && !Array.isArray(json);
}

/** Whether a value is a list. */
export function isList(json: Json | undefined): json is readonly Json[] {
  return Array.isArray(json);
}

/** An attribute by its name without regard to case, as RFC 7643 section 2.1 wants it. */
export function field(object: JsonObject, name: string): Json | undefined {
  const exact = object[name];
  if (exact !== undefined) return exact;
  for (const key in object) {
    if (key.length === name.length && key.toLowerCase() === name.toLowerCase()) return object[key];
  }
  return undefined;
}

/** An attribute as text: numbers are written out; anything else, and an empty text, is null. */
export function textField(object: JsonObject, name: string): string | null {
  const value = field(object, name);
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value !== "" ? value : null;
}

/** An attribute as a count, from zero; some services write numbers as text. Anything else is null. */
export function numberField(body: JsonObject, name: string): number | null {
  const value = field(body, name);
  const number = typeof value === "string" && /^\d{1,15}$/.test(value) ? Number(value) : value;
  return typeof number === "number" && Number.isSafeInteger(number) && number >= 0 ? number : null;
}

/** An attribute as a list of objects; one object stands for a list of one. */
export function objectsField(object: JsonObject, name: string): readonly JsonObject[] {
  const value = field(object, name);
  if (isObject(value)) return [value];
  return isList(value) ? value.filter(isObject) : [];
}

/** Whether a value is nested no deeper than anything honest. */
export function isShallow(json: Json | undefined, left = maxDepth): boolean {
  if (typeof json !== "object" || json === null) return true;
  return left > 0 && Object.values(json).every((value) => isShallow(value, left - 1));
}

/** One resource is quickly looked through. */
const smallText = 64 * 1024;
/**
 * Deep nesting costs V8 seconds and hundreds of megabytes, but only in a large text: a tenth of a second and 30 MB at this size (Node
 * 20), while to look through a page of a thousand accounts costs a third of its parsing.
 */
const alwaysCheap = 1024 * 1024;
const maxDepth = 32;

function isDeeperThan(text: string, limit: number): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfText(text, at);
    else if (code === OPEN_OBJECT || code === OPEN_LIST) {
      depth += 1;
      if (depth > limit) return true;
    } else if (code === CLOSE_OBJECT || code === CLOSE_LIST) depth -= 1;
  }
  return false;
}

function endOfText(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end !== -1 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end === -1 ? text.length : end;
}

function isEscaped(text: string, quote: number): boolean {
  let slashes = 0;
  while (text.charCodeAt(quote - 1 - slashes) === BACKSLASH) slashes += 1;
  return slashes % 2 === 1;
}

const QUOTE = 34;
const BACKSLASH = 92;
const OPEN_LIST = 91;
const CLOSE_LIST = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;
