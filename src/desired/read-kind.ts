import { checkOf, type Schema, type Written } from "../document/validate.ts";
import { parseYaml } from "../document/yaml.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import type { FileKind } from "./conversion.ts";
import type { FileBytes } from "./files.ts";

/** What one file means; null when it has an error. */
export interface ReadFile<T> {
  readonly path: string;
  readonly value: T | null;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads files of one kind: text, document, schema, meaning. The same bytes at the same path always give the same. */
export async function readKind<S extends Schema, T>(
  files: readonly FileBytes[],
  kind: FileKind<S, Written<S>, T>,
): Promise<readonly ReadFile<T>[]> {
  if (files.length === 0) return [];
  const check = await checkOf(kind.schema);
  return files.map(({ path, bytes }) => {
    const parsed = parseYaml(bytes, path);
    if (parsed.kind === "refused") return { path, value: null, diagnostics: parsed.diagnostics };
    const checked = check(parsed.document);
    if (checked.kind === "refused") return { path, value: null, diagnostics: checked.diagnostics };
    const diagnostics: Diagnostic[] = [];
    const note = (diagnostic: Diagnostic) => void diagnostics.push(diagnostic);
    const value = kind.convert(checked.value, { document: parsed.document, note });
    return { path, value: diagnostics.length > 0 ? null : value, diagnostics };
  });
}
