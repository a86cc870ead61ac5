import type { Diagnostic } from "../model/diagnostic.ts";
import type { Source } from "../model/source.ts";

/** Keys and indexes from the root of a document to a value. */
export type ValuePath = readonly (string | number)[];

/** A document as plain data that knows where everything was written. Objects have no prototype. */
export interface Parsed {
  readonly value: unknown;
  /** Where a value starts; of what is not there, where the nearest thing around it starts. */
  at(path: ValuePath): Source;
  /** Where the key of a value starts; an element of a list has no key, so its own start. */
  keyAt(path: ValuePath): Source;
}

/** A document, or everything that is wrong with it. */
export type ParseResult =
  | { readonly kind: "parsed"; readonly document: Parsed }
  | { readonly kind: "refused"; readonly diagnostics: readonly Diagnostic[] };

/** Keys that no document may use: they mean something to JavaScript, or merge what nobody sees. */
export const forbiddenKeys: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype", "<<"]);

/** Levels of lists and mappings within each other. */
export const maxDepth = 32;

/** Keys in one document. */
export const maxKeys = 20_000;
