import serialize from "canonicalize";

const maxNesting = 64;

/**
 * The one text of a value (RFC 8785), for digests and signatures. Throws a TypeError that names the place when the value
 * is not plain JSON: what a serializer would drop or change silently would not be signed.
 */
export function canonical(value: unknown): string {
  if (isInOrder(value, 0)) return JSON.stringify(value);
  const native = { isEnough: true };
  const ordered = inOrder(value, native, 0);
  if (native.isEnough) return JSON.stringify(ordered);
  refuseUnlessPlain(value, "$", 0);
  const text = serialize(value);
  if (text === undefined) throw new TypeError("$ has no canonical form");
  return text;
}

/**
 * Whether the engine's own serializer, which writes numbers and texts as RFC 8785 wants them and is several times as fast as
 * the library, gives the canonical text as the value stands. Most of what is written has its keys in order already.
 */
function isInOrder(value: unknown, depth: number): boolean {
  if (typeof value === "string") return value.isWellFormed();
  if (value === null || typeof value === "boolean") return true;
  if (typeof value === "number") return Number.isFinite(value);
  if (typeof value !== "object" || depth >= maxNesting || "toJSON" in value) return false;
  return isRecord(value) ? isObjectInOrder(value, depth) : isListInOrder(value, depth);
}

function isListInOrder(list: object, depth: number): boolean {
  if (!Array.isArray(list)) return false;
  for (let index = 0; index < list.length; index += 1) if (!isInOrder(list[index], depth + 1)) return false;
  return true;
}

function isObjectInOrder(object: Readonly<Record<string, unknown>>, depth: number): boolean {
  if (!isPlain(object)) return false;
  let last = "";
  for (const key in object) {
    if (key < last || !isSafe(key) || !isInOrder(object[key], depth + 1)) return false;
    last = key;
  }
  return true;
}

/** Nothing but members with texts as names. */
function isPlain(object: object): boolean {
  return Object.getPrototypeOf(object) === Object.prototype && Object.getOwnPropertySymbols(object).length === 0;
}

/** An engine may put keys that begin with a digit first, and take one name for the prototype. */
function isSafe(key: string): boolean {
  const first = key.charCodeAt(0);
  return !(first >= 0x30 && first <= 0x39) && key !== "__proto__" && key.isWellFormed();
}

/** The value with its keys in order, for the same serializer; not enough for what needs a second look. */
function inOrder(value: unknown, native: { isEnough: boolean }, depth: number): unknown {
  if (value === null || typeof value === "boolean") return value;
  if (typeof value === "string") {
    if (!value.isWellFormed()) native.isEnough = false;
    return value;
  }
  if (typeof value === "number" && Number.isFinite(value)) return value;
  if (typeof value !== "object" || depth >= maxNesting || !native.isEnough) {
    native.isEnough = false;
    return null;
  }
  if (isRecord(value)) return objectInOrder(value, native, depth);
  return Array.isArray(value) ? listInOrder(value, native, depth) : null;
}

function listInOrder(list: readonly unknown[], native: { isEnough: boolean }, depth: number): unknown {
  const ordered: unknown[] = [];
  for (let index = 0; index < list.length; index += 1) ordered.push(inOrder(list[index], native, depth + 1));
  return ordered;
}

function isRecord(value: object): value is Readonly<Record<string, unknown>> {
  return !Array.isArray(value);
}

function objectInOrder(
  object: Readonly<Record<string, unknown>>,
  native: { isEnough: boolean },
  depth: number,
): unknown {
  if (!isPlain(object)) {
    native.isEnough = false;
    return null;
  }
  const ordered: Record<string, unknown> = {};
  for (const key of Object.keys(object).sort()) {
    if (!isSafe(key)) native.isEnough = false;
    ordered[key] = inOrder(object[key], native, depth + 1);
  }
  return ordered;
}

/** Depth is bounded before anything else, so a cycle ends here too. */
function refuseUnlessPlain(value: unknown, place: string, depth: number): void {
  if (value === null || typeof value === "boolean") return;
  if (typeof value === "string") {
    refuseLoneSurrogate(value, place);
  } else if (typeof value === "number") {
    if (!Number.isFinite(value)) throw new TypeError(`${place} is ${value}, which JSON cannot hold`);
  } else if (typeof value !== "object") {
    throw new TypeError(`${place} is ${typeof value}, which JSON cannot hold`);
  } else if (depth >= maxNesting) {
    throw new TypeError(`${place} lies deeper than ${maxNesting} levels, or is a cycle`);
  } else if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index += 1) {
      refuseUnlessPlain(value[index], `${place}[${index}]`, depth + 1);
    }
  } else {
    refuseUnlessPlainObject(value, place, depth);
  }
}

function refuseUnlessPlainObject(object: object, place: string, depth: number): void {
  const prototype: unknown = Object.getPrototypeOf(object);
  if (prototype !== Object.prototype && prototype !== null) throw new TypeError(`${place} is not a plain object`);
  if (Object.getOwnPropertySymbols(object).length > 0) throw new TypeError(`${place} has a symbol as key`);
  for (const [key, member] of Object.entries(object)) {
    refuseLoneSurrogate(key, place);
    refuseUnlessPlain(member, `${place}.${key}`, depth + 1);
  }
}

function refuseLoneSurrogate(text: string, place: string): void {
  if (/\p{Surrogate}/u.test(text)) throw new TypeError(`${place} holds half a character (a lone surrogate)`);
}
