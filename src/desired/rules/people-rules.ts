import { doubtful, placeText, quoted, wrong } from "../../document/diagnose.ts";
import type { Diagnostic } from "../../model/diagnostic.ts";
import type { Person } from "../../model/person.ts";
import type { Rule } from "../written.ts";

/** An id means one person for ever. */
export const idsAreUnique: Rule = ({ roster }) =>
  repeated(roster?.people ?? [], { code: "duplicate-id", what: "id", of: ({ id }) => id });

/** Applications know people by userName, without regard to case. */
export const userNamesAreUnique: Rule = ({ roster }) =>
  repeated(roster?.people ?? [], { code: "duplicate-username", what: "userName", of: ({ userName }) => userName });

/** A manager is somebody on the roster, and not oneself. */
export const managersAreKnown: Rule = ({ roster, people, personHint }) =>
  (roster?.people ?? []).flatMap(({ id, manager, status, at }) => {
    if (manager === null || status === "left") return [];
    if (manager === id) {
      const message = `${id} is said to be their own manager`;
      return [wrong({ code: "own-manager", at, message, hint: "name somebody else, or nobody" })];
    }
    const found = people.get(manager);
    if (found === undefined) {
      const message = `the manager of ${id} is ${quoted(manager)}, who is not on the roster`;
      return [wrong({ code: "unknown-person", at, message, hint: personHint(manager) })];
    }
    if (found.status !== "left") return [];
    const message = `the manager of ${id}, ${manager}, has left`;
    return [doubtful({ code: "manager-left", at, message, hint: "name who answers for them now" })];
  });

/** Whom an application protects must exist: a misspelt id protects nobody. */
export const protectedPeopleAreKnown: Rule = ({ settings, roster, people, personHint }) =>
  (roster === null ? [] : (settings?.applications ?? [])).flatMap(({ name, protect }) =>
    protect.people.flatMap((person, index) => {
      if (people.has(person) || settings === null) return [];
      const at = settings.document.at(["applications", name, "protect", "people", index]);
      const message = `${quoted(person)} is not on the roster`;
      return [wrong({ code: "unknown-person", at, message, hint: personHint(person) })];
    }),
  );

function repeated(
  people: readonly Person[],
  { code, what, of }: { readonly code: string; readonly what: string; readonly of: (person: Person) => string },
): readonly Diagnostic[] {
  const first = new Map<string, Person>();
  return people.flatMap((person) => {
    const value = of(person);
    const other = first.get(value);
    if (other === undefined) {
      first.set(value, person);
      return [];
    }
    const message = `the ${what} ${quoted(value)} is also in ${placeText(other.at)}`;
    return [wrong({ code, at: person.at, message, hint: "one person, one row; never use an id again" })];
  });
}
