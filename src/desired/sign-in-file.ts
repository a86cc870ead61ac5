import { type CsvResult, parseCsv } from "../document/csv.ts";
import { doubtful, quoted, type Remark, wrong } from "../document/diagnose.ts";
import { parseInstant, parseMoment } from "../document/instant.ts";
import { didYouMean } from "../document/nearest.ts";
import type { SignInFile } from "../model/application.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import type { Instant } from "../model/instant.ts";
import type { Person } from "../model/person.ts";
import type { SignIn, SignIns } from "../model/sign-ins.ts";
import type { Source } from "../model/source.ts";

/** The columns of a file that nobody names columns of. */
export const signInColumns = { userName: "userName", lastSignIn: "lastSignIn" } as const;

/** What matching a file of sign-ins with people takes. */
export interface SignInReading {
  readonly application: string;
  readonly source: SignInFile;
  readonly people: readonly Person[];
  /** Nobody has signed in later than this. */
  readonly at: Instant;
}

/** The evidence of one application; null, with what is wrong, when anything in the file is. */
export function readSignIns(
  bytes: Uint8Array,
  reading: SignInReading,
): { readonly value: SignIns | null; readonly diagnostics: readonly Diagnostic[] } {
  const { source } = reading;
  const csv = parseCsv(bytes, source.path, isExportColumn);
  if (csv.kind === "refused") return { value: null, diagnostics: csv.diagnostics };
  const missing = missingColumns(csv.table, source);
  if (missing.length > 0) return { value: null, diagnostics: [...csv.diagnostics, ...missing] };
  const reader = new SignInReader(csv.table, reading);
  const value = reader.read();
  const diagnostics = [...csv.diagnostics, ...reader.diagnostics];
  return { value: diagnostics.some(({ severity }) => severity === "error") ? null : value, diagnostics };
}

type Table = Extract<CsvResult, { readonly kind: "parsed" }>["table"];

/** Identity providers write `Last sign-in (UTC)` above a column. */
function isExportColumn(name: string): boolean {
  return name.length <= 256 && name.trim() !== "";
}

function missingColumns({ columns, at }: Table, { columns: wanted }: SignInFile): readonly Diagnostic[] {
  return Object.entries(wanted).flatMap(([key, column]) => {
    if (columns.includes(column)) return [];
    const message = `the sign-ins lack the column ${quoted(column)}`;
    const hint = didYouMean(column, columns) ?? `name the column of the file as signIns.columns.${key}`;
    return [wrong({ code: "missing-column", at: at(-1), message, hint })];
  });
}

class SignInReader {
  readonly diagnostics: Diagnostic[] = [];
  readonly #table: Table;
  readonly #reading: SignInReading;
  readonly #columns: { readonly userName: number; readonly lastSignIn: number };
  /** People by the names that a row may call them by; null: several are called so. */
  readonly #byName: ReadonlyMap<string, string | null>;

  constructor(table: Table, reading: SignInReading) {
    const { userName, lastSignIn } = reading.source.columns;
    this.#table = table;
    this.#reading = reading;
    this.#columns = { userName: table.columns.indexOf(userName), lastSignIn: table.columns.indexOf(lastSignIn) };
    this.#byName = namesOf(reading.people);
  }

  read(): SignIns {
    const people = new Map<string, SignIn>();
    let newest: Instant | null = null;
    for (const [row, { cells }] of this.#table.rows.entries()) {
      const last = this.#lastSignIn(row, cells[this.#columns.lastSignIn] ?? "");
      if (last !== null && (newest === null || last > newest)) newest = last;
      const person = this.#person(row, cells[this.#columns.userName] ?? "");
      if (person === null) continue;
      // A log has several rows of somebody, and an export may know the same person by two names: the latest counts.
      const known = people.get(person);
      if (known === undefined || (last ?? "") > (known.last ?? "")) people.set(person, { last, at: this.#at(row) });
    }
    const { application, source } = this.#reading;
    if (people.size === 0) this.#doubtStrangers();
    const { path, maxAge } = source;
    return { application, source: { kind: "file", path }, maxAge, newest, people };
  }

  #person(row: number, name: string): string | null {
    if (name === "" || name.trim() !== name) {
      const message = `the name of who signed in is ${quoted(name)}`;
      const remark = { code: "malformed", message, hint: "write a userName or an email, without spaces around it" };
      this.#refuse(row, this.#columns.userName, remark);
      return null;
    }
    const found = this.#byName.get(name.toLowerCase());
    if (found !== null) return found ?? null;
    const message = `${quoted(name)} is the userName or email of several people: the row counts for none of them`;
    const hint = "name a column that tells them apart as signIns.columns.userName";
    this.diagnostics.push(doubtful({ code: "ambiguous-sign-in", at: this.#at(row), message, hint }));
    return null;
  }

  /** An empty cell is somebody who never signed in. */
  #lastSignIn(row: number, written: string): Instant | null {
    if (written === "") return null;
    const moment = readMoment(written);
    if (moment === null) {
      const message = `the last sign-in is ${quoted(written)}, which is no day or time of the calendar`;
      const hint = "write 2026-11-30T17:00:00Z, 2026-11-30, or nothing for somebody who never signed in";
      this.#refuse(row, this.#columns.lastSignIn, { code: "no-such-moment", message, hint });
      return null;
    }
    if (moment.first > this.#reading.at) {
      const message = `the last sign-in is ${quoted(written)}, and it is only ${this.#reading.at}`;
      const hint = "look at the zone of the export; nothing is concluded from a clock that is wrong";
      this.#refuse(row, this.#columns.lastSignIn, { code: "future-sign-in", message, hint });
    }
    return moment.last;
  }

  #doubtStrangers(): void {
    const message = "nobody on the roster is in this file";
    const hint = "it is matched by userName or email: name another column as signIns.columns.userName";
    this.diagnostics.push(doubtful({ code: "sign-ins-of-nobody", at: this.#table.at(-1), message, hint }));
  }

  #at(row: number): Source {
    return { file: this.#reading.source.path, line: this.#table.rows[row]?.line ?? 1, column: 1 };
  }

  #refuse(row: number, column: number, remark: Omit<Remark, "at">): void {
    this.diagnostics.push(wrong({ ...remark, at: this.#table.at(row, column) }));
  }
}

/** A day counts to its last second, so that nobody seems to have been away longer than they were. */
function readMoment(written: string): { readonly first: Instant; readonly last: Instant } | null {
  const instant = parseInstant(written.replace(/(:\d{2})\.\d{1,9}(?=Z|[+-]\d)/, "$1"));
  if (instant !== null) return { first: instant, last: instant };
  const first = parseMoment(written, "start");
  return first === null ? null : { first, last: `${first.slice(0, 10)}T23:59:59Z` };
}

/** What several people are called is the name of none of them: nobody loses anything for what another did not do. */
function namesOf(people: readonly Person[]): ReadonlyMap<string, string | null> {
  const names = new Map<string, string | null>();
  for (const { id, userName, email } of people) {
    for (const name of new Set([userName.toLowerCase(), ...(email === null ? [] : [email.toLowerCase()])])) {
      names.set(name, names.has(name) ? null : id);
    }
  }
  return names;
}
