import { compareText } from "../model/compare.ts";
import type { Diagnostic } from "../model/diagnostic.ts";

/** Diagnostics of one severity told of one file; the rest is counted. */
const maxPerFile = 100;

/** Diagnostics by file, line and column; of a file with very many, the first of each severity and how many more. */
export function inOrder(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const sorted = diagnostics.toSorted(compare);
  const counts = new Map<string, number>();
  for (const diagnostic of sorted) counts.set(groupOf(diagnostic), (counts.get(groupOf(diagnostic)) ?? 0) + 1);
  const told = new Map<string, number>();
  return sorted.flatMap((diagnostic) => {
    const group = groupOf(diagnostic);
    const place = (told.get(group) ?? 0) + 1;
    told.set(group, place);
    if (place <= maxPerFile) return [diagnostic];
    return place === maxPerFile + 1 ? [rest(diagnostic, (counts.get(group) ?? 0) - maxPerFile)] : [];
  });
}

function rest({ severity, at }: Diagnostic, count: number): Diagnostic {
  return {
    severity,
    code: "more-diagnostics",
    at,
    message: `${count} more of this file`,
    hint: "mend the first ones; they often have one cause",
  };
}

function groupOf({ severity, at }: Diagnostic): string {
  return `${severity} ${at.file}`;
}

function compare(a: Diagnostic, b: Diagnostic): number {
  return (
    compareText(a.at.file, b.at.file) ||
    a.at.line - b.at.line ||
    a.at.column - b.at.column ||
    compareText(a.code, b.code) ||
    compareText(a.message, b.message)
  );
}
