import serialize from "canonicalize";

const maxNesting = 64;

/**
 * The one text of a value (RFC 8785), for digests and signatures. Throws a TypeError that names the place when the value
 * is not plain JSON: what a serializer would drop or change silently would not be signed.
 */
export function canonical(value: unknown): string {
  refuseUnlessPlain(value, "$", 0);
  const text = serialize(value);
  if (text === undefined) throw new TypeError("$ has no canonical form");
  return text;
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
