import type { AuditCell, AuditPeriod, AuditReport, AuditTable } from "../model/audit-report.ts";
import { blank, ink, type Line, line, render, type TextOptions, table } from "./lines.ts";

/** An answer of the ledger for a terminal: first the answer, then rows; columns of detail are left out. */
export function auditReportText(report: AuditReport, options: TextOptions): string {
  const [first = "", ...others] = report.said;
  return render(
    [
      line(0, ink("strong", report.title), ` at ${report.organization}, ${periodWords(report.period)}.`),
      line(2, ink(report.exceptions === 0 ? "add" : "warn", first)),
      ...others.map((sentence) => line(2, sentence)),
      ...report.tables.flatMap(tableLines),
      blank,
      ...report.unknown.map((sentence) => line(2, ink("faint", sentence))),
    ],
    options,
  );
}

/** What the answers of a period came to, one line each. */
export function auditPackText(reports: readonly AuditReport[], files: number, options: TextOptions): string {
  const rows = reports.map(({ question, exceptions, said }) => [
    question,
    ink(exceptions === 0 ? "add" : "warn", `${exceptions} to look at`),
    said[0] ?? "",
  ]);
  return render([...table(0, rows), blank, line(0, `Wrote ${files} files; index.html is the first page.`)], options);
}

/** The period in words. */
export function periodWords({ from, to }: AuditPeriod): string {
  if (from === null && to === null) return "from the first record to the last";
  if (from === null) return `up to ${to}`;
  return to === null ? `from ${from}` : `from ${from} up to ${to}`;
}

/** A cell as text. */
export function cellWords(cell: AuditCell): string {
  return cell === null ? "" : String(cell);
}

/** A table without its columns of detail, and without those in which no row has anything. */
export function withoutDetail({ columns, rows, ...others }: AuditTable): AuditTable {
  const kept = columns.flatMap(({ isDetail }, index) =>
    isDetail || (rows.length > 0 && rows.every((row) => row[index] == null)) ? [] : [index],
  );
  return {
    ...others,
    columns: columns.filter((_, index) => kept.includes(index)),
    rows: rows.map((row) => kept.map((index) => row[index] ?? null)),
  };
}

function tableLines(whole: AuditTable): readonly Line[] {
  const { title, columns, rows } = withoutDetail(whole);
  if (rows.length === 0) return [];
  const head = columns.map((column) => ink("faint", column.title));
  return [blank, line(0, ink("strong", title)), ...table(2, [head, ...rows.map((row) => row.map(cellWords))])];
}
