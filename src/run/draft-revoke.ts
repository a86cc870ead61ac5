import { placeText } from "../document/diagnose.ts";
import { parseMoment } from "../document/instant.ts";
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
import { type AssignmentEnd, endNow, endText, withoutAssignments } from "./edit-assignments.ts";
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
      ...open.map((each) => endText(each, end)),
      ...(birthrights.length > 0 ? [`still held: ${birthrightText(person, role, birthrights)}`] : []),
    ],
  });
}

function endOf({ end }: RevokeWish, at: Instant): AssignmentEnd {
  if (end === null) return endNow(at);
  const moment = parseMoment(end, "end");
  if (moment === null) {
    throw new RollcallError("input-invalid", `--at ${end} is no day or time: write 2026-11-30, or 2026-11-30T17:00Z`);
  }
  if (moment < at) {
    throw new RollcallError("input-invalid", `--at ${end} has passed: leave it out to end it now; files tell what was`);
  }
  return { written: end, moment };
}

async function endIn(
  base: Base,
  path: string,
  { open, end }: { readonly open: readonly Assignment[]; readonly end: AssignmentEnd },
): Promise<FileEdit> {
  const before = (await textAt(base.tree, path)) ?? "";
  return { path, before, after: await withoutAssignments({ path, text: before }, open, end) };
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
