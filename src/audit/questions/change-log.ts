import { parseCsv } from "../../document/csv.ts";
import { parseInstant } from "../../document/instant.ts";
import { RollcallError } from "../../model/error.ts";
import type { Instant } from "../../model/instant.ts";

/** One change that an application says somebody made in it. */
export interface LoggedChange {
  /** Line of the file. */
  readonly line: number;
  readonly at: Instant;
  readonly actor: string;
  readonly action: string;
  readonly account: string;
  /** Group, role or licence; empty: the account itself. */
  readonly target: string;
}

/** What a change log calls its columns. */
export type LogColumns = Readonly<Record<LogField, string>>;

/** What a change log says of every change. */
export const logFields = ["at", "actor", "action", "account", "target"] as const;
type LogField = (typeof logFields)[number];

/** Reads an application's own change log: CSV with a header. Throws `input-invalid` with the first line that cannot be read. */
export function readChangeLog(bytes: Uint8Array, file: string, columns: LogColumns): readonly LoggedChange[] {
  const read = parseCsv(bytes, file, (name) => name !== "");
  if (read.kind === "refused") {
    const [first] = read.diagnostics;
    throw new RollcallError("input-invalid", `${file}:${first?.at.line}: ${first?.message}: ${first?.hint}`);
  }
  const { table } = read;
  const places = placesOf(table.columns, file, columns);
  return table.rows.map(({ cells }, row) => {
    const { line } = table.at(row);
    const cell = (field: LogField) => cells[places[field]] ?? "";
    const at = instantOf(cell("at"));
    if (at === null)
      throw new RollcallError(
        "input-invalid",
        `${file}:${line}: ${JSON.stringify(cell("at"))} is no time with a zone, such as 2026-11-23T09:00:00Z`,
      );
    return { line, at, actor: cell("actor"), action: cell("action"), account: cell("account"), target: cell("target") };
  });
}

/** Logs often tell parts of a second, and a blank where ISO 8601 wants a T. */
function instantOf(written: string): Instant | null {
  return parseInstant(
    written
      .trim()
      .replace(" ", "T")
      .replace(/\.\d{1,9}(?=Z|[+-])/, ""),
  );
}

function placesOf(header: readonly string[], file: string, columns: LogColumns): Readonly<Record<LogField, number>> {
  const place = (field: LogField) => {
    const found = header.indexOf(columns[field]);
    if (found >= 0) return found;
    const hint = `--columns ${field}=NAME says what it is called; there are ${header.join(", ")}`;
    throw new RollcallError("input-invalid", `${file} has no column ${columns[field]}: ${hint}`);
  };
  return {
    ...{ at: place("at"), actor: place("actor"), action: place("action") },
    ...{ account: place("account"), target: place("target") },
  };
}
