import serialize from "canonicalize";

const maxNesting = 64;

/**
 * The one text of a value (RFC 8785), for digests and signatures. Throws a TypeError that names the place when the value
 * is not plain JSON: what a serializer would drop or change silently would not be signed.
 */
export function canonical(value: unknown): string {
  const native = { isEnough: true };
  const ordered = inOrder(value, native, 0);
  if (native.isEnough) return JSON.stringify(ordered);
  refuseUnlessPlain(value, "$", 0);
  const text = serialize(value);
  if (text === undefined) throw new TypeError("$ has no canonical form");
  return text;
}

/**
 * The value with its keys in order (itself where they are), for the engine's own serializer, which writes numbers and texts
 * as RFC 8785 wants them and is several times as fast as the library. Not enough for what needs a second look: values that
 * are not plain, and keys that begin with a digit, which an engine may put first, or are its name for the prototype.
 */
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

/** The list itself where nothing in it had to be put in order. */
function listInOrder(list: readonly unknown[], native: { isEnough: boolean }, depth: number): unknown {
  let ordered: unknown[] | null = hasOwnForm(list) ? [] : null;
  for (let index = 0; index < list.length; index += 1) {
    const member = inOrder(list[index], native, depth + 1);
    if (ordered === null && member !== list[index]) ordered = list.slice(0, index);
    ordered?.push(member);
  }
  return ordered ?? list;
}

/** Whether the engine's serializer would ask the value for another form of itself. */
function hasOwnForm(value: object): boolean {
  return "toJSON" in value;
}

function isRecord(value: object): value is Readonly<Record<string, unknown>> {
  return !Array.isArray(value);
}

function objectInOrder(
  object: Readonly<Record<string, unknown>>,
  native: { isEnough: boolean },
  depth: number,
): unknown {
  if (Object.getPrototypeOf(object) !== Object.prototype || Object.getOwnPropertySymbols(object).length > 0) {
    native.isEnough = false;
    return null;
  }
  const keys = Object.keys(object);
  const isOrdered = isSorted(keys) && !hasOwnForm(object);
  let ordered: Record<string, unknown> | null = isOrdered ? null : {};
  for (const key of isOrdered ? keys : keys.sort()) {
    if (!isSafe(key)) native.isEnough = false;
    const member = inOrder(object[key], native, depth + 1);
    if (ordered === null && member !== object[key]) ordered = before(object, keys, key);
    if (ordered !== null) ordered[key] = member;
  }
  return ordered ?? object;
}

/** The members of an object that stand before a key. */
function before(
  object: Readonly<Record<string, unknown>>,
  keys: readonly string[],
  key: string,
): Record<string, unknown> {
  return Object.fromEntries(keys.slice(0, keys.indexOf(key)).map((name) => [name, object[name]]));
}

function isSafe(key: string): boolean {
  const first = key.charCodeAt(0);
  return !(first >= 0x30 && first <= 0x39) && key !== "__proto__" && key.isWellFormed();
}

/** Most of what is written has its keys in order already, and looking is cheaper than sorting. */
function isSorted(keys: readonly string[]): boolean {
  for (let index = 1; index < keys.length; index += 1) if ((keys[index - 1] ?? "") > (keys[index] ?? "")) return false;
  return true;
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
