import { isRecord } from "../model/plain-json.ts";
import type { PolicySource } from "./world.ts";

/** What of a document some rule may look at: all of it, or these fields alone. */
export type SeenFields = "all" | ReadonlyMap<string, SeenFields>;

/** Texts and comments, which say nothing, or `input` with the fields that are named right after it. */
const mention = /"(?:[^"\\\n]|\\.)*"|`[^`]*`|#[^\n]*|\binput\b((?:\.[A-Za-z_]\w*)*)/g;

/**
 * The fields of `input` that rules may look at. Nothing reaches into `input` without naming it; where it is named without a
 * field, or a field is left to a variable, everything from there on counts as seen.
 */
export function seenFields(sources: readonly PolicySource[]): SeenFields {
  let seen: SeenFields = new Map();
  for (const { text } of sources)
    for (const [, path] of text.matchAll(mention))
      if (path !== undefined) seen = withPath(seen, path.split(".").slice(1));
  return seen;
}

/** The part of a document that is seen: every reference that some rule makes gives the same as in the whole. */
export function seenPart(value: unknown, seen: SeenFields): unknown {
  if (seen === "all" || !isRecord(value)) return value;
  const part: Record<string, unknown> = {};
  for (const [name, below] of seen) {
    const field = value[name];
    if (field !== undefined) part[name] = below === "all" ? field : seenPart(field, below);
  }
  return part;
}

function withPath(seen: SeenFields, [name, ...below]: readonly string[]): SeenFields {
  if (seen === "all" || name === undefined) return "all";
  return new Map(seen).set(name, withPath(seen.get(name) ?? new Map(), below));
}
