import type { Diagnostic } from "../model/diagnostic.ts";
import type { Source } from "../model/source.ts";
import { CsvScan, type Row } from "./csv-scan.ts";
import { doubtful, quoted, wrong } from "./diagnose.ts";
import { locator } from "./lines.ts";
import { decodeText } from "./text.ts";

/** Bounds of one CSV file: a million people with fifteen columns fit. */
const maxBytes = 256 * 1024 * 1024;
const maxRows = 2_000_000;
const maxColumns = 200;

/** Rows of texts under a header; every row has as many cells as the header. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
  /** Where a cell starts; without a column, where the row does; row -1 is the header. */
  at(row: number, column?: number): Source;
}

/** A table, with warnings; or everything that is wrong with the file. */
export type CsvResult =
  | { readonly kind: "parsed"; readonly table: Table; readonly diagnostics: readonly Diagnostic[] }
  | { readonly kind: "refused"; readonly diagnostics: readonly Diagnostic[] };

/**
 * Reads comma-separated values (RFC 4180) with a header: quoted cells may hold commas, quotes and line breaks; lines end
 * in LF or CRLF. Nothing is guessed: a row that is longer or shorter than the header is an error. Never throws for what a
 * file holds. `isColumn` says what a column may be called: unless somebody else decides, what can be a condition.
 */
export function parseCsv(
  bytes: Uint8Array,
  file: string,
  isColumn: (name: string) => boolean = isPlainName,
): CsvResult {
  const decoded = decodeText(bytes, file, maxBytes);
  if (decoded.kind === "refused") return decoded;
  const { text } = decoded;
  const scan = new CsvScan(text, maxRows);
  if (scan.fault !== null) {
    const { offset, message, hint } = scan.fault;
    return refused([wrong({ code: "csv-quote", at: locator(file, text)(offset), message, hint })]);
  }
  const header = scan.rows[0];
  if (header === undefined) return refused([emptyFile(file)]);
  const table = tableOf({ file, text, header, rows: scan.rows.slice(1), starts: scan.starts });
  const diagnostics = [...headerFaults(table, isColumn), ...raggedRows(table)];
  if (diagnostics.length > 0) return refused(diagnostics);
  return { kind: "parsed", table, diagnostics: text.endsWith("\n") ? [] : [unfinished(table)] };
}

function tableOf(read: {
  readonly file: string;
  readonly text: string;
  readonly header: Row;
  readonly rows: readonly Row[];
  readonly starts: readonly number[];
}): Table {
  const { file, text, header, rows, starts } = read;
  const locate = locator(file, text);
  return {
    columns: header.cells,
    rows,
    at: (row, column = 0) => {
      const start = starts[row + 1] ?? 0;
      return column === 0 ? locate(start) : locate(cellStart(text, start, column));
    },
  };
}

/** Walks to a cell again: places are asked for only when something is wrong. */
function cellStart(text: string, start: number, column: number): number {
  let at = start;
  let inQuotes = false;
  for (let left = column; left > 0 && at < text.length; at += 1) {
    if (text[at] === '"') inQuotes = !inQuotes;
    else if (text[at] === "," && !inQuotes) left -= 1;
    else if (text[at] === "\n" && !inQuotes) return at;
  }
  return at;
}

function headerFaults(table: Table, isColumn: (name: string) => boolean): readonly Diagnostic[] {
  if (table.columns.length > maxColumns || table.rows.length > maxRows) {
    const message = `the table is larger than ${maxRows} rows or ${maxColumns} columns`;
    return [wrong({ code: "csv-too-large", at: table.at(-1), message, hint: "split the organisation" })];
  }
  const seen = new Set<string>();
  return table.columns.flatMap((column, index) => {
    const message = columnFault(column, seen, isColumn);
    seen.add(column);
    if (message === null) return [];
    return [wrong({ code: "csv-header", at: table.at(-1, index), message, hint: headerHint(table.columns) })];
  });
}

function columnFault(column: string, seen: ReadonlySet<string>, isColumn: (name: string) => boolean): string | null {
  if (seen.has(column)) return `the column ${quoted(column)} is here twice`;
  if (isColumn(column)) return null;
  return `${quoted(column)} is no column name (a letter, then letters, digits or _)`;
}

function isPlainName(column: string): boolean {
  return /^[A-Za-z][A-Za-z0-9_]{0,63}$/.test(column);
}

function headerHint(columns: readonly string[]): string {
  const other = columns.length === 1 ? /[;\t|]/.exec(columns[0] ?? "") : null;
  return other === null ? "write the names of the columns in the first line" : "separate the columns with commas";
}

function raggedRows(table: Table): readonly Diagnostic[] {
  const expected = table.columns.length;
  const diagnostics: Diagnostic[] = [];
  table.rows.forEach(({ cells }, index) => {
    if (cells.length === expected) return;
    const isBlank = cells.length === 1 && cells[0] === "";
    diagnostics.push(
      wrong({
        code: "csv-ragged",
        at: table.at(index),
        message: isBlank ? "this line is empty" : `this row has ${cells.length} cells, the header has ${expected}`,
        hint: isBlank ? "remove it" : "quote cells that hold a comma; if rows are missing, the file was cut",
      }),
    );
  });
  return diagnostics;
}

function emptyFile(file: string): Diagnostic {
  return wrong({
    code: "csv-empty",
    at: { file, line: 1, column: 1 },
    message: "the file is empty",
    hint: "an export may have failed; the first line names the columns",
  });
}

function unfinished(table: Table): Diagnostic {
  return doubtful({
    code: "csv-unfinished",
    at: table.at(table.rows.length - 1),
    message: "the last line has no line break, as if the file had been cut",
    hint: "end the file with a line break",
  });
}

function refused(diagnostics: readonly Diagnostic[]): CsvResult {
  return { kind: "refused", diagnostics };
}
