import { field, isObject, type Json, type JsonObject } from "./json.ts";
import { USER_SCHEMA } from "./schema-urn.ts";

/** Where an attribute of an account is. */
export interface AttributePath {
  /** In the notation of RFC 7644 section 3.10, as `attributes=` takes it. */
  readonly text: string;
  /** The names that lead there, the outermost first; an extension is named by its URN. */
  readonly steps: readonly string[];
}

/** Reads the notation: the URN of an extension is the first step, that of the core schema is none. */
export function attributePath(text: string): AttributePath {
  const colon = text.lastIndexOf(":");
  const names = text.slice(colon + 1).split(".");
  const urn = text.slice(0, Math.max(colon, 0));
  const isCore = urn === "" || urn.toLowerCase() === USER_SCHEMA.toLowerCase();
  return { text, steps: isCore ? names : [urn, ...names] };
}

/** What an account has there; undefined when it has nothing. */
export function valueAt(user: JsonObject, { steps }: AttributePath): Json | undefined {
  let value: Json | undefined = user;
  for (const step of steps) value = isObject(value) ? field(value, step) : undefined;
  return value;
}
