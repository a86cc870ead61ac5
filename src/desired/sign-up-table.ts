import { parseCsv } from "../document/csv.ts";
import { quoted, wrong } from "../document/diagnose.ts";
import { parseJson } from "../document/json.ts";
import { didYouMean } from "../document/nearest.ts";
import type { Parsed } from "../document/parsed.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import type { Source } from "../model/source.ts";
import type { FileBytes } from "./files.ts";

/** What a row may say; the first three are required. */
const signUpColumns = [
  "person",
  "signedUp",
  "source",
  "address",
  "latitude",
  "longitude",
  "declaredLatitude",
  "declaredLongitude",
  "declaredAt",
  "device",
  "deviceKnown",
  "email",
  "payment",
] as const;

/** One of those. */
export type SignUpColumn = (typeof signUpColumns)[number];

const requiredColumns = ["person", "signedUp", "source"] as const satisfies readonly SignUpColumn[];

/** One sign-up as texts, whatever it was written in; what is not there is empty. */
export interface SignUpRow {
  cell(column: SignUpColumn): string;
  /** Where a cell starts; without a column, where the row does. */
  at(column?: SignUpColumn): Source;
}

/** Rows, or null when the file has none that can be told apart; warnings come with either. */
export interface SignUpTable {
  readonly rows: readonly SignUpRow[] | null;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads a `.csv` with a header, or an `.ndjson` with one JSON object a line. A column that is not known is an error: it may be misspelt. */
export function readSignUpTable(file: FileBytes): SignUpTable {
  return file.path.endsWith(".ndjson") ? readLines(file) : readCsv(file);
}

function readCsv({ path, bytes }: FileBytes): SignUpTable {
  const csv = parseCsv(bytes, path);
  if (csv.kind === "refused") return { rows: null, diagnostics: csv.diagnostics };
  const { columns, rows, at } = csv.table;
  const faults = [
    ...missing(columns, at(-1)),
    ...columns.flatMap((column, index) => unknown(column, at(-1, index)) ?? []),
  ];
  const places = new Map(signUpColumns.map((column) => [column, columns.indexOf(column)]));
  const place = (column: SignUpColumn) => places.get(column) ?? -1;
  const read = rows.map(
    ({ cells }, row): SignUpRow => ({
      cell: (column) => cells[place(column)] ?? "",
      at: (column) => at(row, column === undefined ? 0 : Math.max(0, place(column))),
    }),
  );
  return { rows: faults.length > 0 ? null : read, diagnostics: [...csv.diagnostics, ...faults] };
}

const lineFeed = 0x0a;
const maxLineBytes = 64 * 1024;

/** A line that is no object is an error, and so is what the last line lacks: it may have been cut. */
function readLines({ path, bytes }: FileBytes): SignUpTable {
  const rows: SignUpRow[] = [];
  const diagnostics: Diagnostic[] = [];
  let line = 1;
  for (let start = 0; start < bytes.length; line += 1) {
    const found = bytes.indexOf(lineFeed, start);
    const end = found === -1 ? bytes.length : found;
    const read = readLine({ path, bytes: bytes.subarray(start, end) }, line);
    if (read.row !== null) rows.push(read.row);
    diagnostics.push(...read.diagnostics);
    start = end + 1;
  }
  return { rows: diagnostics.length > 0 ? null : rows, diagnostics };
}

function readLine(
  { path, bytes }: FileBytes,
  line: number,
): { readonly row: SignUpRow | null; readonly diagnostics: readonly Diagnostic[] } {
  const onLine = (at: Source): Source => ({ ...at, line });
  const refused = (diagnostics: readonly Diagnostic[]) => ({
    row: null,
    diagnostics: diagnostics.map((diagnostic) => ({ ...diagnostic, at: onLine(diagnostic.at) })),
  });
  const parsed = parseJson(bytes, path, maxLineBytes);
  if (parsed.kind === "refused") return refused(parsed.diagnostics);
  const { document } = parsed;
  const cells = cellsOf(document);
  if (cells === null) {
    const hint = `write one object a line: {"person": "e1042", "signedUp": "2026-11-30T17:00:00Z", "source": "web"}`;
    return refused([wrong({ code: "wrong-type", at: document.at([]), message: "this line is no JSON object", hint })]);
  }
  const faults = [
    ...missing([...cells.keys()], document.at([])),
    ...[...cells.keys()].flatMap((key) => unknown(key, document.keyAt([key])) ?? []),
    ...[...cells].flatMap(([key, text]) => (text === null ? [notPlain(key, document)] : [])),
  ];
  if (faults.length > 0) return refused(faults);
  const row: SignUpRow = {
    cell: (column) => cells.get(column) ?? "",
    at: (column) => onLine(document.at(column === undefined ? [] : [column])),
  };
  return { row, diagnostics: [] };
}

/** Texts by key; null for a value that is a list or a mapping, and for a line that is no mapping. */
function cellsOf({ value }: Parsed): ReadonlyMap<string, string | null> | null {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  return new Map(
    Object.entries(value).map(([key, part]: [string, unknown]) => {
      if (part === null) return [key, ""];
      return [key, typeof part === "object" ? null : String(part)];
    }),
  );
}

function notPlain(key: string, document: Parsed): Diagnostic {
  const message = `${quoted(key)} is a list or a mapping`;
  return wrong({
    code: "wrong-type",
    at: document.at([key]),
    message,
    hint: "write a text, a number, or true or false",
  });
}

function missing(columns: readonly string[], at: Source): readonly Diagnostic[] {
  return requiredColumns
    .filter((column) => !columns.includes(column))
    .map((column) => {
      const hint = didYouMean(column, columns) ?? `required are: ${requiredColumns.join(", ")}`;
      return wrong({ code: "missing-column", at, message: `the sign-ups lack ${quoted(column)}`, hint });
    });
}

function unknown(column: string, at: Source): Diagnostic | null {
  if (signUpColumns.some((known) => known === column)) return null;
  const hint = didYouMean(column, signUpColumns) ?? `there are: ${signUpColumns.join(", ")}`;
  return wrong({ code: "unknown-key", at, message: `sign-ups have no ${quoted(column)}`, hint });
}
