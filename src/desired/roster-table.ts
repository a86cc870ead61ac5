import { parseCsv } from "../document/csv.ts";
import { quoted, wrong } from "../document/diagnose.ts";
import { parseJson } from "../document/json.ts";
import { didYouMean } from "../document/nearest.ts";
import type { Parsed, ParseResult } from "../document/parsed.ts";
import { checkOf, type Written } from "../document/validate.ts";
import { parseYaml } from "../document/yaml.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import type { Source } from "../model/source.ts";
import { dialect, schemaHome } from "./schema-parts.ts";

/** Columns with a meaning; every other one is an attribute. */
export const personColumns = [
  "id",
  "kind",
  "status",
  "userName",
  "givenName",
  "familyName",
  "email",
  "manager",
  "start",
  "end",
] as const;

const requiredColumns = ["id", "kind", "status", "userName"] as const;

/** A million people as JSON fit. */
const maxJsonBytes = 256 * 1024 * 1024;

/** A roster as cells, whatever it was written in. */
export interface RosterTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Where a row starts. */
  rowAt(row: number): Source;
  /** Where a cell starts. */
  cellAt(row: number, column: number): Source;
}

/** A table, or why there is none; warnings come with either. */
export interface RosterRead {
  readonly table: RosterTable | null;
  readonly diagnostics: readonly Diagnostic[];
}

const cellSchema = { type: "string", maxLength: 1024 } as const;

/** JSON Schema of a roster in YAML or JSON; the meaning of its cells is checked for every source alike. */
export const rosterSchema = {
  $schema: dialect,
  $id: `${schemaHome}/roster.schema.json`,
  title: "Roster",
  description: "Who belongs to the organisation: people/roster.yaml or .json (a CSV has the same columns)",
  type: "array",
  items: {
    type: "object",
    required: requiredColumns,
    propertyNames: {
      type: "string",
      pattern: "^[A-Za-z][A-Za-z0-9_]{0,63}$",
      description: "a letter, then letters, digits or _",
    },
    properties: {
      id: { ...cellSchema, description: "Never changes and is never used again: e1042" },
      kind: { ...cellSchema, description: "employee, contractor, guest or service" },
      status: { ...cellSchema, description: "active; leave keeps access; left loses it" },
      userName: { ...cellSchema, description: "How the person signs in; unique without regard to case" },
      givenName: { ...cellSchema, description: "Given name" },
      familyName: { ...cellSchema, description: "Family name" },
      email: { ...cellSchema, description: "Mail address" },
      manager: { ...cellSchema, description: "The id of the manager; of a service account, its owner" },
      start: { ...cellSchema, description: "First day (2026-11-30), or an instant with its zone" },
      end: { ...cellSchema, description: "Last day (2026-11-30), or the first instant without access" },
    },
    additionalProperties: { ...cellSchema, description: "an attribute as a text; put numbers in quotes" },
  },
} as const;

/** Reads a roster from its bytes. */
export async function readRosterTable(
  bytes: Uint8Array,
  { source, path }: { readonly source: "csv" | "yaml" | "json"; readonly path: string },
): Promise<RosterRead> {
  const read =
    source === "csv"
      ? readCsvTable(bytes, path)
      : await readListTable(source === "yaml" ? parseYaml(bytes, path) : parseJson(bytes, path, maxJsonBytes));
  if (read.table === null) return read;
  const diagnostics = [...read.diagnostics, ...columnFaults(read.table, path)];
  const isWrong = diagnostics.some(({ severity }) => severity === "error");
  return { table: isWrong ? null : read.table, diagnostics };
}

function readCsvTable(bytes: Uint8Array, path: string): RosterRead {
  const read = parseCsv(bytes, path);
  if (read.kind === "refused") return { table: null, diagnostics: read.diagnostics };
  const { columns, rows, at } = read.table;
  const rowAt = (row: number) => ({ file: path, line: rows[row]?.line ?? 1, column: 1 });
  return {
    table: { columns, rows: rows.map(({ cells }) => cells), rowAt, cellAt: at },
    diagnostics: read.diagnostics,
  };
}

async function readListTable(parsed: ParseResult): Promise<RosterRead> {
  if (parsed.kind === "refused") return { table: null, diagnostics: parsed.diagnostics };
  const checked = (await checkOf(rosterSchema))(parsed.document);
  if (checked.kind === "refused") return { table: null, diagnostics: checked.diagnostics };
  return { table: tableOf(checked.value, parsed.document), diagnostics: [] };
}

/** A key that only some rows have is an empty cell in the others. */
function tableOf(people: Written<typeof rosterSchema>, document: Parsed): RosterTable {
  const columns = [...new Set<string>([...requiredColumns, ...people.flatMap((person) => Object.keys(person))])];
  return {
    columns,
    rows: people.map((person) => {
      const cells = new Map<string, string>(Object.entries(person));
      return columns.map((column) => cells.get(column) ?? "");
    }),
    rowAt: (row) => document.at([row]),
    cellAt: (row, column) => document.at([row, columns[column] ?? ""]),
  };
}

/** `End` beside `end` would be read as an attribute, and nobody would ever leave. */
function columnFaults({ columns, rows, cellAt }: RosterTable, file: string): readonly Diagnostic[] {
  const at = { file, line: 1, column: 1 };
  const missing = requiredColumns
    .filter((column) => !columns.includes(column))
    .map((column) => {
      const hint = didYouMean(column, columns) ?? "an export may have lost it; a missing column is never read as empty";
      return wrong({ code: "missing-column", at, message: `the roster lacks the column ${quoted(column)}`, hint });
    });
  const misspelt = columns.flatMap((column, index) => {
    const meant = personColumns.find((name) => name !== column && name.toLowerCase() === column.toLowerCase());
    if (meant === undefined) return [];
    const message = `the column ${quoted(column)} would be an attribute`;
    return [wrong({ code: "column-case", at: cellAt(-1, index), message, hint: `did you mean "${meant}"?` })];
  });
  if (rows.length > 0) return [...missing, ...misspelt];
  const message = "the roster names nobody";
  return [...missing, ...misspelt, wrong({ code: "roster-empty", at, message, hint: "an export may have failed" })];
}
