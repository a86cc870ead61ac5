import { assignmentsKind } from "../desired/assignment-file.ts";
import { readKind } from "../desired/read-kind.ts";
import { placeText } from "../document/diagnose.ts";
import { encodeText } from "../document/edited-tree.ts";
import { appendEntry } from "../document/yaml-append.ts";
import { NotEditable, removeEntry, setValue } from "../document/yaml-edit.ts";
import type { NewEntry } from "../document/yaml-places.ts";
import type { Assignment } from "../model/assignment.ts";
import { RollcallError } from "../model/error.ts";
import type { Instant } from "../model/instant.ts";
import type { Role } from "../model/role.ts";

/** An assignment to be written; moments as they are written in files. */
export interface NewAssignment {
  /** An id. */
  readonly person: string;
  readonly role: string;
  readonly from: string | null;
  readonly until: string | null;
  readonly reason: string;
  readonly kind: Assignment["kind"];
}

/** An end as it is written, and the moment that it means. */
export interface AssignmentEnd {
  readonly written: string;
  readonly moment: Instant;
}

/** The file of the month of an instant. */
export function fileOfMonth(at: Instant): string {
  return `assignments/${at.slice(0, 7)}.yaml`;
}

/** The end of what ends now; seconds that are none are left out, as people do. */
export function endNow(at: Instant): AssignmentEnd {
  return { written: at.replace(/:00Z$/, "Z"), moment: at };
}

/** The text of a file of assignments (null: there is none) with one more behind the others. */
export function withAssignment(text: string | null, wish: NewAssignment, role: Role, at: Instant): string {
  return appendEntry(text ?? "", entryOf(wish, role, at), "braces");
}

/** Keys in the order in which people write them. A role with a longest time wants to know when it begins. */
function entryOf({ person, role, reason, kind, ...wish }: NewAssignment, { maxDuration }: Role, at: Instant): NewEntry {
  const isDay = wish.until !== null && !wish.until.includes("T");
  const now = isDay ? at.slice(0, 10) : `${at.slice(0, 16)}Z`;
  const from = wish.from ?? (maxDuration === null ? null : now);
  return {
    person,
    role,
    ...(from === null ? {} : { from }),
    ...(wish.until === null ? {} : { until: wish.until }),
    reason,
    ...(kind === "standard" ? {} : { kind }),
  };
}

/**
 * The text of a file with these of its assignments ended: `until` set, or the entry removed where it would not have begun. Null when nothing
 * is left of the file. Throws `input-invalid` for a text that has to be edited by hand.
 */
export async function withoutAssignments(
  file: { readonly path: string; readonly text: string },
  open: readonly Assignment[],
  end: AssignmentEnd,
): Promise<string | null> {
  const [read] = await readKind([{ path: file.path, bytes: encodeText(file.text) }], assignmentsKind);
  const lines = new Set(open.flatMap(({ at }) => (at.file === file.path ? [placeText(at)] : [])));
  const placed = (read?.value ?? []).filter(({ assignment }) => lines.has(placeText(assignment.at)));
  // From the last entry to the first, so that none of them moves before its turn.
  let after: string | null = file.text;
  for (const { assignment, index } of placed.toReversed()) {
    if (after !== null) after = edited(after, { assignment, index, end });
  }
  return after;
}

function edited(
  text: string,
  { assignment, index, end }: { readonly assignment: Assignment; readonly index: number; readonly end: AssignmentEnd },
): string | null {
  try {
    if (isUnbegun(assignment, end)) return removeEntry(text, index);
    return setValue(text, [index, "until"], { value: end.written, behind: ["person", "role", "from"] });
  } catch (error) {
    if (!(error instanceof NotEditable)) throw error;
    throw new RollcallError("input-invalid", `${placeText(assignment.at)}: edit it by hand: ${error.message}`);
  }
}

/** Whether it would not have begun by then: such an entry says nothing any more. */
function isUnbegun({ from }: Assignment, { moment }: AssignmentEnd): boolean {
  return from !== null && from >= moment;
}

/** What is done to an assignment that ends. */
export function endText(assignment: Assignment, end: AssignmentEnd): string {
  const place = placeText(assignment.at);
  if (isUnbegun(assignment, end)) return `${place}: removed, as it has not begun; a comment above it stays`;
  return `${place}: ends at ${end.moment}${assignment.until === null ? "" : ` instead of ${assignment.until}`}`;
}
