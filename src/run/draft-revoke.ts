import { assignmentsKind } from "../desired/assignment-file.ts";
import { readKind } from "../desired/read-kind.ts";
import { placeText } from "../document/diagnose.ts";
import { encodeText } from "../document/edited-tree.ts";
import { parseMoment } from "../document/instant.ts";
import { NotEditable, removeEntry, setValue } from "../document/yaml-edit.ts";
import type { Assignment } from "../model/assignment.ts";
import type { Because } from "../model/because.ts";
import { compareText } from "../model/compare.ts";
import { RollcallError } from "../model/error.ts";
import type { FileEdit } from "../model/file-edit.ts";
import type { Instant } from "../model/instant.ts";
import type { Person } from "../model/person.ts";
import type { Role } from "../model/role.ts";
import { resolve } from "../plan/resolve.ts";
import { type Base, type Draft, openBase, personNamed, roleNamed, settleDraft, textAt } from "./draft-edits.ts";
import type { FilesWorld } from "./read-files.ts";
import type { Scope } from "./world.ts";

/** Who is to hold a role no longer, and from when on. */
export interface RevokeWish {
  /** An id or a user name. */
  readonly person: string;
  readonly role: string;
  /** A date, which counts to its end, or an instant; null: now. */
  readonly end: string | null;
  readonly reason: string | null;
}

/** An end as it is written, and the moment that it means. */
interface End {
  readonly written: string;
  readonly moment: Instant;
}

/**
 * Ends every assignment of the role to the person: sets `until`, or removes an entry that would not have begun; writes nothing.
 * Throws `input-invalid` when the person holds the role by birthright alone, naming what would take it away.
 */
export async function draftRevoke(world: FilesWorld, scope: Scope, wish: RevokeWish): Promise<Draft> {
  const base = await openBase(world, scope);
  if (base.kind === "invalid") return base;
  const person = personNamed(base.organization, wish.person);
  const role = roleNamed(base.organization, wish.role);
  const end = endOf(wish, base.at);
  const own = base.organization.assignments.filter((each) => each.person === person.id && each.role === role.name);
  const birthrights = birthrightsOf(base, person, role);
  const open = own.filter(({ until }) => until === null || until > end.moment);
  if (open.length === 0) {
    if (birthrights.length > 0) throw new RollcallError("input-invalid", birthrightText(person, role, birthrights));
    return { kind: "unchanged", remarks: nothingOpen(own, person, role) };
  }
  const edits = await Promise.all(
    [...new Set(open.map(({ at }) => at.file))].sort(compareText).map((file) => endIn(base, file, { open, end })),
  );
  return settleDraft(base, {
    edits,
    title: `Revoke ${role.name} from ${person.id}`,
    reason: wish.reason,
    topic: {
      words: ["revoke", person.id, role.name],
      wish: { ...wish, person: person.id, of: open.map((each) => each.from ?? "") },
    },
    remarks: [
      ...open.map((each) => deedText(each, end)),
      ...(birthrights.length > 0 ? [`still held: ${birthrightText(person, role, birthrights)}`] : []),
    ],
  });
}

function endOf({ end }: RevokeWish, at: Instant): End {
  // Seconds that are none are left out, as people do.
  if (end === null) return { written: at.replace(/:00Z$/, "Z"), moment: at };
  const moment = parseMoment(end, "end");
  if (moment === null) {
    throw new RollcallError("input-invalid", `--at ${end} is no day or time: write 2026-11-30, or 2026-11-30T17:00Z`);
  }
  if (moment < at) {
    throw new RollcallError("input-invalid", `--at ${end} has passed: leave it out to end it now; files tell what was`);
  }
  return { written: end, moment };
}

/** Whether it would not have begun by then: such an entry says nothing any more. */
function isUnbegun({ from }: Assignment, { moment }: End): boolean {
  return from !== null && from >= moment;
}

/** From the last entry to the first, so that none of them moves before its turn. */
async function endIn(
  base: Base,
  path: string,
  { open, end }: { readonly open: readonly Assignment[]; readonly end: End },
): Promise<FileEdit> {
  const before = (await textAt(base.tree, path)) ?? "";
  const [read] = await readKind([{ path, bytes: encodeText(before) }], assignmentsKind);
  const lines = new Set(open.flatMap(({ at }) => (at.file === path ? [placeText(at)] : [])));
  const placed = (read?.value ?? []).filter(({ assignment }) => lines.has(placeText(assignment.at)));
  let after: string | null = before;
  for (const { assignment, index } of placed.toReversed()) {
    if (after !== null) after = edited(after, { assignment, index, end });
  }
  return { path, before, after };
}

function edited(
  text: string,
  { assignment, index, end }: { readonly assignment: Assignment; readonly index: number; readonly end: End },
): string | null {
  try {
    if (isUnbegun(assignment, end)) return removeEntry(text, index);
    return setValue(text, [index, "until"], { value: end.written, behind: ["person", "role", "from"] });
  } catch (error) {
    if (!(error instanceof NotEditable)) throw error;
    throw new RollcallError("input-invalid", `${placeText(assignment.at)}: edit it by hand: ${error.message}`);
  }
}

function deedText(assignment: Assignment, end: End): string {
  const place = placeText(assignment.at);
  if (isUnbegun(assignment, end)) return `${place}: removed, as it has not begun; a comment above it stays`;
  return `${place}: ends at ${end.moment}${assignment.until === null ? "" : ` instead of ${assignment.until}`}`;
}

function nothingOpen(own: readonly Assignment[], { id }: Person, { name }: Role): readonly string[] {
  if (own.length === 0) return [`nothing assigns ${name} to ${id}`];
  return own.map(({ until, at }) => `${placeText(at)}: ends at ${until} without this`);
}

function birthrightsOf({ organization, at }: Base, { id }: Person, { name }: Role): readonly Because[] {
  const held = resolve(organization, at)
    .holdings.get(id)
    ?.find(({ role }) => role === name);
  return (held?.because ?? []).filter(({ kind }) => kind === "birthright");
}

function birthrightText(person: Person, { name }: Role, birthrights: readonly Because[]): string {
  const rows = birthrights.flatMap((each) => ("at" in each ? [placeText(each.at)] : [])).join(", ");
  return `${person.id} holds ${name} by birthright (${rows}), which no assignment gives or takes: change what that row asks for, or the row of the person (${placeText(person.at)})`;
}
