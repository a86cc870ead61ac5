import { compareText } from "../model/compare.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import { count } from "./change-words.ts";
import { ink, type Line, line, render } from "./lines.ts";

/**
 * Diagnostics as `file:line:column error code: message` with the hint indented below, sorted by place, and a closing count.
 * Never wrapped, so that editors and pipelines find the place.
 */
export function diagnosticsText(diagnostics: readonly Diagnostic[], options: { readonly color: boolean }): string {
  const lines = diagnostics.toSorted(compareDiagnostics).flatMap(diagnosticLines);
  return render([...lines, closingLine(diagnostics)], { color: options.color, width: Number.POSITIVE_INFINITY });
}

function diagnosticLines({ severity, code, message, at, hint }: Diagnostic): readonly Line[] {
  const place = `${at.file}:${at.line}:${at.column} `;
  return [
    line(0, place, ink(severity === "error" ? "remove" : "warn", severity), ` ${code}: ${message}`),
    ...(hint === undefined ? [] : [line(2, ink("faint", `hint: ${hint}`))]),
  ];
}

function closingLine(diagnostics: readonly Diagnostic[]): Line {
  const errors = diagnostics.filter(({ severity }) => severity === "error").length;
  const warnings = diagnostics.length - errors;
  if (diagnostics.length === 0) return line(0, ink("add", "no problems found"));
  return line(0, ink(errors > 0 ? "remove" : "warn", `${count(errors, "error")}, ${count(warnings, "warning")}`));
}

function compareDiagnostics(a: Diagnostic, b: Diagnostic): number {
  const place = compareText(a.at.file, b.at.file) || a.at.line - b.at.line || a.at.column - b.at.column;
  return place || compareText(a.code, b.code) || compareText(a.message, b.message);
}
