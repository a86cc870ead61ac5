import { quoted, type Remark, wrong } from "../document/diagnose.ts";
import { parseMoment } from "../document/instant.ts";
import { didYouMean } from "../document/nearest.ts";
import { compareText } from "../model/compare.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import type { Instant } from "../model/instant.ts";
import type { Person, PersonKind, PersonStatus } from "../model/person.ts";
import { personColumns, type RosterTable } from "./roster-table.ts";
import { personSchema } from "./schema-parts.ts";

/** The people of a roster, sorted by id, and the columns that are attributes. */
export interface Roster {
  readonly people: readonly Person[];
  readonly attributes: readonly string[];
}

/** Every kind of person. */
export const personKinds = ["employee", "contractor", "guest", "service"] as const satisfies readonly PersonKind[];

/** Every status of a person. */
export const personStatuses = ["active", "leave", "left"] as const satisfies readonly PersonStatus[];

/** Turns rows into people; every cell that cannot be meant is noted. */
export function readRoster(table: RosterTable): {
  readonly roster: Roster;
  readonly diagnostics: readonly Diagnostic[];
} {
  const reader = new RowReader(table);
  const people = table.rows.map((_, row) => reader.person(row));
  return {
    roster: { people: people.sort((a, b) => compareText(a.id, b.id)), attributes: reader.attributes },
    diagnostics: reader.diagnostics,
  };
}

const idPattern = new RegExp(personSchema.pattern);
const userNamePattern = /^[^\s\u200c\u200d]{1,256}$/;
const emailPattern = /^[^\s@]+@[^\s@]+$/;
const paddedPattern = /^\s|\s$/;

type Column = (typeof personColumns)[number];

class RowReader {
  readonly attributes: readonly string[];
  readonly diagnostics: Diagnostic[] = [];
  readonly #table: RosterTable;
  readonly #index: ReadonlyMap<string, number>;
  /** Many people share a first day. */
  readonly #moments = new Map<string, Instant>();
  readonly #attributeIndex: readonly (readonly [string, number])[];

  constructor(table: RosterTable) {
    this.#table = table;
    this.#index = new Map(table.columns.map((column, index) => [column, index]));
    const known = new Set<string>(personColumns);
    this.attributes = table.columns.filter((column) => !known.has(column)).sort(compareText);
    this.#attributeIndex = this.attributes.map((name) => [name, this.#index.get(name) ?? -1]);
  }

  person(row: number): Person {
    const cells = this.#table.rows[row] ?? [];
    this.#refusePadding(cells, row);
    const cell = (column: Column) => cells[this.#index.get(column) ?? -1] ?? "";
    const attributes: Record<string, string> = {};
    for (const [name, index] of this.#attributeIndex) attributes[name] = cells[index] ?? "";
    const person: Person = {
      id: cell("id"),
      kind: this.#oneOf(personKinds, { row, column: "kind", written: cell("kind") }),
      status: this.#oneOf(personStatuses, { row, column: "status", written: cell("status") }),
      userName: cell("userName").toLowerCase(),
      givenName: cell("givenName"),
      familyName: cell("familyName"),
      email: cell("email") || null,
      manager: cell("manager") || null,
      start: this.#moment(row, "start", cell("start")),
      end: this.#moment(row, "end", cell("end")),
      attributes,
      at: this.#table.rowAt(row),
    };
    this.#check(person, row);
    return person;
  }

  #check(person: Person, row: number): void {
    const { id, userName, email, kind, manager, start, end } = person;
    if (!idPattern.test(id)) {
      this.#refuse(row, "id", {
        code: "malformed",
        message: `the id is ${quoted(id)}`,
        hint: personSchema.description,
      });
    }
    if (!userNamePattern.test(userName)) {
      this.#refuse(row, "userName", {
        code: "malformed",
        message: `the userName is ${quoted(userName)}`,
        hint: "a sign-in name without spaces, at most 256 characters",
      });
    }
    if (email !== null && !emailPattern.test(email)) {
      this.#refuse(row, "email", {
        code: "malformed",
        message: `the email is ${quoted(email)}`,
        hint: "write name@domain, or nothing",
      });
    }
    if (kind === "service" && manager === null) {
      this.#refuse(row, "manager", {
        code: "service-without-owner",
        message: `nobody answers for the service account ${quoted(id)}`,
        hint: "name its owner as manager",
      });
    }
    if (start !== null && end !== null && end <= start) {
      this.#refuse(row, "end", {
        code: "end-before-start",
        message: `the access ends (${end}) before it begins (${start})`,
        hint: "put the later time into end",
      });
    }
  }

  /** `Sales ` is not `Sales`, and nobody sees why somebody has lost everything. */
  #refusePadding(cells: readonly string[], row: number): void {
    for (let index = 0; index < cells.length; index += 1) {
      const cell = cells[index] ?? "";
      if (!paddedPattern.test(cell)) continue;
      this.diagnostics.push(
        wrong({
          code: "padded-cell",
          at: this.#table.cellAt(row, index),
          message: `${quoted(cell)} has spaces around it`,
          hint: "remove them in the feed",
        }),
      );
    }
  }

  #oneOf<T extends string>(
    allowed: readonly [T, ...T[]],
    { row, column, written }: { readonly row: number; readonly column: Column; readonly written: string },
  ): T {
    const found = allowed.find((value) => value === written);
    if (found !== undefined) return found;
    const guess = didYouMean(written, allowed);
    const hint = `${guess === null ? "" : `${guess} `}allowed: ${allowed.join(", ")}`;
    this.#refuse(row, column, { code: "not-allowed", message: `the ${column} is ${quoted(written)}`, hint });
    return allowed[0];
  }

  #moment(row: number, column: "start" | "end", written: string): Instant | null {
    if (written === "") return null;
    const key = `${column} ${written}`;
    const moment = this.#moments.get(key) ?? parseMoment(written, column);
    if (moment !== null) {
      this.#moments.set(key, moment);
      return moment;
    }
    this.#refuse(row, column, {
      code: "no-such-moment",
      message: `the ${column} is ${quoted(written)}, which is no day or time of the calendar`,
      hint: "write 2026-11-30, or 2026-11-30T17:00Z",
    });
    return null;
  }

  #refuse(row: number, column: Column, remark: Omit<Remark, "at">): void {
    const index = this.#index.get(column);
    const at = index === undefined ? this.#table.rowAt(row) : this.#table.cellAt(row, index);
    this.diagnostics.push(wrong({ ...remark, at }));
  }
}
