import { isList, type Json } from "../json.ts";

/** What a client sent, for a message: a text in quotes and cut short, anything else by its kind. */
export function named(value: Json | undefined): string {
  return typeof value === "string" ? JSON.stringify(value.slice(0, 80)) : kindOf(value);
}

/** The kind of a JSON value. */
export function kindOf(value: Json | undefined): string {
  if (value === undefined) return "nothing";
  return isList(value) ? "list" : value === null ? "null" : typeof value;
}
