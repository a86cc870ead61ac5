import type { AuditCell, AuditColumn, AuditTable } from "../../model/audit-report.ts";
import { holderOf, type RecordedChange, thingOf } from "./audited-record.ts";

/** A column with what it takes from a row. */
export interface Column<Row> extends AuditColumn {
  cell(row: Row): AuditCell;
}

/** A column of texts. */
export function text<Row>(name: string, title: string, cell: (row: Row) => AuditCell): Column<Row> {
  return { name, title, kind: "text", cell };
}

/** A column of numbers. */
export function number<Row>(name: string, title: string, cell: (row: Row) => number | null): Column<Row> {
  return { name, title, kind: "number", cell };
}

/** A column of ids of people. */
export function person<Row>(name: string, title: string, cell: (row: Row) => string | null): Column<Row> {
  return { name, title, kind: "person", cell };
}

/** The same column, left out where there is little room. */
export function detail<Row>(column: Column<Row>): Column<Row> {
  return { ...column, isDetail: true };
}

/** A table from rows of any kind. */
export function tableOf<Row>(
  name: string,
  title: string,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
): AuditTable {
  return {
    ...{ name, title },
    columns: columns.map(({ cell: _, ...column }) => column),
    rows: rows.map((row) => columns.map(({ cell }) => cell(row))),
  };
}

/** What a change was: enough to find it again and to know who got or lost what. */
export const changeColumns: readonly Column<RecordedChange>[] = [
  text("id", "Entry", ({ id }) => id),
  text("at", "At", ({ entry }) => entry.at),
  text("application", "Application", ({ entry }) => entry.application),
  text("kind", "Change", ({ entry }) => entry.kind),
  person("person", "Person", ({ entry }) => holderOf(entry)),
  text("what", "What", ({ entry }) => thingOf(entry)),
  text("status", "Status", ({ entry }) => entry.status),
];

/** The same for rows that hold a change among other things. */
export function changeColumnsOf<Row>(changeOf: (row: Row) => RecordedChange): readonly Column<Row>[] {
  return changeColumns.map(({ cell, ...column }) => ({ ...column, cell: (row) => cell(changeOf(row)) }));
}

/** Rows counted by what they have in common, most first. */
export function counted(values: Iterable<string>): readonly (readonly [value: string, count: number])[] {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
}

/** `1 change`, `2 changes`. */
export function many(count: number, one: string, others = `${one}s`): string {
  return `${count} ${count === 1 ? one : others}`;
}
