import { placeText, quoted } from "../document/diagnose.ts";
import { parseMoment } from "../document/instant.ts";
import type { Assignment } from "../model/assignment.ts";
import { RollcallError } from "../model/error.ts";
import type { Instant } from "../model/instant.ts";
import type { Person } from "../model/person.ts";
import type { Role } from "../model/role.ts";
import { resolve } from "../plan/resolve.ts";
import { type Base, type Draft, openBase, personNamed, roleNamed, settleDraft, textAt } from "./draft-edits.ts";
import { fileOfMonth, type NewAssignment, withAssignment } from "./edit-assignments.ts";
import type { FilesWorld } from "./read-files.ts";
import type { Scope } from "./world.ts";

/** Who is to hold which role, as somebody asked for it; moments as they are written in files. */
export interface GrantWish extends NewAssignment {
  /** An id or a user name. */
  readonly person: string;
  /** Null: the file of the month. */
  readonly file: string | null;
}

/**
 * One assignment more in `assignments/`; writes nothing. Throws `input-invalid` for a person, role, moment or file that is
 * none, and for a temporary or emergency assignment without an end.
 */
export async function draftGrant(world: FilesWorld, scope: Scope, wish: GrantWish): Promise<Draft> {
  const base = await openBase(world, scope);
  if (base.kind === "invalid") return base;
  const person = personNamed(base.organization, wish.person);
  const role = roleNamed(base.organization, wish.role);
  refuseUnlessPossible(base, person, wish);
  const known = sameAssignment(base, person, wish);
  if (known !== undefined) {
    const text = `${person.id} is assigned ${role.name} for that time already: ${placeText(known.at)}`;
    return { kind: "unchanged", remarks: [text] };
  }
  const path = wish.file ?? fileOfMonth(base.at);
  const before = await textAt(base.tree, path);
  const after = withAssignment(before, { ...wish, person: person.id }, role, base.at);
  return settleDraft(base, {
    edits: [{ path, before, after }],
    title: `Grant ${role.name} to ${person.id}${wish.until === null ? "" : ` until ${wish.until}`}`,
    reason: null,
    topic: { words: ["grant", person.id, role.name], wish: { ...wish, person: person.id } },
    remarks: birthrightRemarks(base, person, role),
  });
}

function refuseUnlessPossible(base: Base, person: Person, { from, until, kind, file }: GrantWish): void {
  const end = until === null ? null : momentOf("--until", until, "end");
  const begin = from === null ? null : momentOf("--from", from, "start");
  if (end === null && kind !== "standard")
    refuse(`an assignment of kind ${kind} must end: add --until 2026-11-30T17:00Z`);
  if (end !== null && end <= base.at) refuse(`--until ${until} is over: it is ${base.at}`);
  if (end !== null && begin !== null && end <= begin) refuse(`--until ${until} is not after --from ${from}`);
  if (person.status === "left") refuse(`${person.id} has left (${placeText(person.at)})`);
  if (file !== null && !/^assignments\/[A-Za-z0-9][A-Za-z0-9._-]*\.yaml$/.test(file)) {
    refuse(`--file ${quoted(file)} is no file of assignments: write assignments/NAME.yaml`);
  }
}

function momentOf(flag: string, written: string, edge: "start" | "end"): Instant {
  const moment = parseMoment(written, edge);
  return moment ?? refuse(`${flag} ${written} is no day or time: write 2026-11-30, or 2026-11-30T17:00Z`);
}

function refuse(message: string): never {
  throw new RollcallError("input-invalid", message);
}

/** An assignment that gives just that: it says so already, whatever its reason. */
function sameAssignment({ organization, at }: Base, person: Person, wish: GrantWish): Assignment | undefined {
  const from = wish.from === null ? null : parseMoment(wish.from, "start");
  const until = wish.until === null ? null : parseMoment(wish.until, "end");
  return organization.assignments.find((each) => {
    if (each.person !== person.id || each.role !== wish.role) return false;
    if (each.until !== until || each.kind !== wish.kind) return false;
    return from === null ? each.from === null || each.from <= at : each.from === from;
  });
}

function birthrightRemarks({ organization, at }: Base, { id }: Person, { name }: Role): readonly string[] {
  const held = resolve(organization, at)
    .holdings.get(id)
    ?.find(({ role }) => role === name);
  return (held?.because ?? []).flatMap((because) => {
    return because.kind === "birthright"
      ? [`${id} holds ${name} by birthright already (${placeText(because.at)})`]
      : [];
  });
}
