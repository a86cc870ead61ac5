import { doubtful, placeText, quoted, type Remark, wrong } from "../document/diagnose.ts";
import { parseInstant } from "../document/instant.ts";
import { compareText } from "../model/compare.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import type { Instant } from "../model/instant.ts";
import type { Place, SignUp } from "../model/joiner.ts";
import type { Person } from "../model/person.ts";
import type { Source } from "../model/source.ts";
import type { FileBytes } from "./files.ts";
import { nameSchema, personSchema } from "./schema-parts.ts";
import { readSignUpTable, type SignUpColumn, type SignUpRow } from "./sign-up-table.ts";

/** Sign-ups sorted by person; null, with what is wrong, when anything in the file is. */
export function readSignUps(
  file: FileBytes,
  { people, at }: { readonly people: readonly Person[]; readonly at: Instant },
): { readonly value: readonly SignUp[] | null; readonly diagnostics: readonly Diagnostic[] } {
  const table = readSignUpTable(file);
  if (table.rows === null) return { value: null, diagnostics: table.diagnostics };
  const reader = new SignUpReader();
  const signUps = table.rows.map((row) => reader.signUp(row));
  const faults = [...reader.diagnostics, ...repeated(signUps)];
  const diagnostics = [...table.diagnostics, ...faults, ...doubts(signUps, people, { path: file.path, at })];
  const isWrong = diagnostics.some(({ severity }) => severity === "error");
  return { value: isWrong ? null : signUps.sort((a, b) => compareText(a.person, b.person)), diagnostics };
}

const idPattern = new RegExp(personSchema.pattern);
const namePattern = new RegExp(nameSchema.pattern);
const degreesPattern = /^[+-]?\d{1,3}(?:\.\d{1,20})?(?:e-?\d{1,3})?$/i;
const mostCharacters = 512;

class SignUpReader {
  readonly diagnostics: Diagnostic[] = [];

  signUp(row: SignUpRow): SignUp {
    const signedUp = this.#instant(row, "signedUp") ?? "";
    const declared = this.#place(row, "declaredLatitude", "declaredLongitude");
    const declaredAt = this.#instant(row, "declaredAt");
    return {
      person: this.#fitting(row, "person", { pattern: idPattern, hint: personSchema.description }),
      signedUp,
      source: this.#fitting(row, "source", { pattern: namePattern, hint: nameSchema.description }),
      address: this.#text(row, "address")?.toLowerCase() ?? null,
      place: this.#place(row, "latitude", "longitude"),
      // What is said in the sign-up itself is as old as that.
      declared: declared === null ? null : { place: declared, at: declaredAt ?? signedUp },
      device: this.#text(row, "device"),
      deviceKnown: this.#truth(row, "deviceKnown"),
      emailDomain: domainOf(this.#text(row, "email")),
      payment: this.#text(row, "payment"),
      at: row.at(),
    };
  }

  #fitting(
    row: SignUpRow,
    column: SignUpColumn,
    { pattern, hint }: { readonly pattern: RegExp; readonly hint: string },
  ): string {
    const written = row.cell(column);
    if (!pattern.test(written)) {
      this.#refuse(row, column, { code: "malformed", message: `the ${column} is ${quoted(written)}`, hint });
    }
    return written;
  }

  /** Some evidence is personal: what is wrong with it is said without repeating it. */
  #text(row: SignUpRow, column: SignUpColumn): string | null {
    const written = row.cell(column);
    if (written === "") return null;
    if (written.trim() !== written) {
      const message = `the ${column} has spaces around it`;
      this.#refuse(row, column, { code: "padded-cell", message, hint: "remove them in the feed" });
    }
    if (written.length > mostCharacters) {
      const message = `the ${column} has ${written.length} characters, more than ${mostCharacters}`;
      this.#refuse(row, column, { code: "malformed", message, hint: "write a hash of it" });
    }
    return written;
  }

  #truth(row: SignUpRow, column: SignUpColumn): boolean | null {
    const written = row.cell(column);
    if (written === "") return null;
    if (written !== "true" && written !== "false") {
      const remark = { message: `the ${column} is ${quoted(written)}`, hint: "write true, false, or nothing" };
      this.#refuse(row, column, { code: "not-allowed", ...remark });
    }
    return written === "true";
  }

  #instant(row: SignUpRow, column: "signedUp" | "declaredAt"): Instant | null {
    const written = row.cell(column);
    if (written === "" && column === "declaredAt") return null;
    const instant = parseInstant(written.replace(/(:\d{2})\.\d{1,9}(?=Z|[+-]\d)/, "$1"));
    if (instant === null) {
      const message = `the ${column} is ${quoted(written)}, which is no moment of the calendar`;
      this.#refuse(row, column, { code: "no-such-moment", message, hint: "write 2026-11-30T17:00:00Z" });
    }
    return instant;
  }

  #place(
    row: SignUpRow,
    ...[north, east]: ["latitude", "longitude"] | ["declaredLatitude", "declaredLongitude"]
  ): Place | null {
    const isWhole = (row.cell(north) === "") === (row.cell(east) === "");
    if (!isWhole) {
      const lacking = row.cell(north) === "" ? north : east;
      const message = `there is no ${lacking} beside its other half`;
      this.#refuse(row, lacking, { code: "malformed", message, hint: "write both, or neither" });
    }
    const latitude = this.#degrees(row, north, 90);
    const longitude = this.#degrees(row, east, 180);
    return latitude === null || longitude === null ? null : { latitude, longitude };
  }

  #degrees(row: SignUpRow, column: SignUpColumn, most: number): number | null {
    const written = row.cell(column);
    if (written === "") return null;
    const degrees = Number(written);
    if (degreesPattern.test(written) && Math.abs(degrees) <= most) return degrees;
    const message = `the ${column} is no number of degrees from -${most} to ${most}`;
    this.#refuse(row, column, { code: "malformed", message, hint: "write degrees with a point: 52.52" });
    return null;
  }

  #refuse(row: SignUpRow, column: SignUpColumn, remark: Omit<Remark, "at">): void {
    this.diagnostics.push(wrong({ ...remark, at: row.at(column) }));
  }
}

/** What stands behind the last @, also of a hash; a text without one is a domain by itself. */
function domainOf(email: string | null): string | null {
  if (email === null) return null;
  const domain = email.slice(email.lastIndexOf("@") + 1).toLowerCase();
  return domain.includes(".") ? domain.replace(/\.$/, "") : null;
}

/** Of two rows nobody knows which one tells the truth. */
function repeated(signUps: readonly SignUp[]): readonly Diagnostic[] {
  const first = new Map<string, Source>();
  return signUps.flatMap(({ person, at }) => {
    const other = first.get(person);
    if (other === undefined) {
      first.set(person, at);
      return [];
    }
    const message = `${quoted(person)} signed up in ${placeText(other)} already`;
    return [wrong({ code: "duplicate-sign-up", at, message, hint: "one person, one row" })];
  });
}

/** Clocks of two machines may differ by so much. */
const skew = 5 * 60_000;

function doubts(
  signUps: readonly SignUp[],
  people: readonly Person[],
  { path, at }: { readonly path: string; readonly at: Instant },
): readonly Diagnostic[] {
  const latest = Date.parse(at) + skew;
  const early = signUps.filter(({ signedUp }) => Date.parse(signedUp) > latest);
  const found: Diagnostic[] = [];
  if (early[0] !== undefined) {
    const message = `${early.length} signed up later than now (${at}), the first at ${early[0].signedUp}`;
    const hint = "look at the zone of the feed, and at the clock";
    found.push(doubtful({ code: "future-sign-up", at: early[0].at, message, hint }));
  }
  const ids = new Set(people.map(({ id }) => id));
  if (signUps.length > 0 && !signUps.some(({ person }) => ids.has(person))) {
    const hint = "person is the id on the roster";
    const message = "nobody on the roster is in this file";
    found.push(doubtful({ code: "sign-ups-of-nobody", at: { file: path, line: 1, column: 1 }, message, hint }));
  }
  return found;
}
