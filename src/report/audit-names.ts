import type { AuditCell, AuditColumn, AuditReport, AuditTable } from "../model/audit-report.ts";

/** An answer with a column of names after every column of people. */
export function withNames(report: AuditReport, names: ReadonlyMap<string, string>): AuditReport {
  return { ...report, tables: report.tables.map((table) => withNameColumns(table, names)) };
}

function withNameColumns({ columns, rows, ...others }: AuditTable, names: ReadonlyMap<string, string>): AuditTable {
  const nameOf = (cell: AuditCell) => (typeof cell === "string" ? (names.get(cell) ?? null) : null);
  const isPerson = columns.map(({ kind }) => kind === "person");
  const nameColumn = ({ name, title }: AuditColumn): AuditColumn => ({
    ...{ name: `${name}_name`, title: `${title}: name`, kind: "text" },
  });
  return {
    ...others,
    columns: columns.flatMap((column) => (column.kind === "person" ? [column, nameColumn(column)] : [column])),
    rows: rows.map((row) => row.flatMap((cell, index) => (isPerson[index] ? [cell, nameOf(cell)] : [cell]))),
  };
}
