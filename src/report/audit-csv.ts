import type { AuditTable } from "../model/audit-report.ts";
import { csv } from "./csv.ts";

/** One table of an answer, with the names of its columns in the first line. */
export function auditTableCsv({ columns, rows }: AuditTable): string {
  return csv([columns.map(({ name }) => name), ...rows]);
}
