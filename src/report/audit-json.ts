import type { AuditReport, AuditTable } from "../model/audit-report.ts";

/** An answer as JSON: every row is an object of its table's column names. */
export function auditReportJson(report: AuditReport): string {
  const { tables, ...others } = report;
  const named = Object.fromEntries(tables.map((table) => [table.name, rowsOf(table)]));
  return `${JSON.stringify({ format_version: "1.0", ...others, tables: named }, null, 2)}\n`;
}

function rowsOf({ columns, rows }: AuditTable): readonly unknown[] {
  return rows.map((row) => Object.fromEntries(columns.map(({ name }, index) => [name, row[index] ?? null])));
}
