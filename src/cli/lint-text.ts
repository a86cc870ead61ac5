import type { Finding } from "../sandbox/lint/finding.ts";

/** One finding on one line: how grave, the rule's stable id, what is wrong, who says so, and the first request. */
export function findingLine(application: string, finding: Finding): string {
  const { severity, rule, message, section, method, path } = finding;
  return `${severity} ${rule}: ${message} (${section}; ${application} ${method} ${path})`;
}

/** What the findings of a run come to. */
export interface LintSum {
  readonly errors: number;
  readonly warnings: number;
  readonly text: string;
}

/** Sums up the findings by rule, the most frequent first, with errors before warnings. */
export function sumLint(findings: readonly Finding[]): LintSum {
  const times = new Map<string, number>();
  for (const { severity, rule, times: more } of findings) {
    const key = `${severity} ${rule}`;
    times.set(key, (times.get(key) ?? 0) + more);
  }
  const rows = [...times].sort(
    ([left, some], [right, others]) =>
      Number(isError(right)) - Number(isError(left)) || others - some || compare(left, right),
  );
  const errors = rows.filter(([key]) => isError(key)).length;
  const warnings = rows.length - errors;
  const closing = rows.length === 0 ? "no findings" : `rules broken: ${errors} errors, ${warnings} warnings`;
  return { errors, warnings, text: [...rows.map(([key, count]) => `${count} × ${key}`), closing].join("\n") };
}

function isError(key: string): boolean {
  return key.startsWith("error ");
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
