import { doubtful, placeText, quoted, wrong } from "../../document/diagnose.ts";
import { formatDuration, millisecondsOf } from "../../document/instant.ts";
import { didYouMean } from "../../document/nearest.ts";
import type { Assignment } from "../../model/assignment.ts";
import type { Instant, Milliseconds } from "../../model/instant.ts";
import type { PlacedAssignment } from "../assignment-file.ts";
import type { Rule, WrittenIndex } from "../written.ts";

/** Whether an assignment is over; such a row is a record of the past, and its person and role may be gone. */
export function isOver({ until }: Assignment, at: Instant): boolean {
  return until !== null && until <= at;
}

/** Assignments that are over are worth a look. */
export const assignmentsAreCurrent: Rule = ({ assignments, at }) =>
  assignments.flatMap(({ assignment, document, index }) => {
    if (!isOver(assignment, at)) return [];
    const message = `the assignment of ${quoted(assignment.role)} to ${assignment.person} ended at ${assignment.until}`;
    const place = document.at([index, "until"]);
    return [doubtful({ code: "assignment-over", at: place, message, hint: "keep it as a record, or remove it" })];
  });

/** Only somebody on the roster is assigned a role; one who has left is worth a look, but must not hold up the plan that cuts them off. */
export const assignedPeopleAreHere: Rule = (written) =>
  current(written).flatMap(({ assignment, document, index }) => {
    if (written.roster === null) return [];
    const at = document.at([index, "person"]);
    const person = written.people.get(assignment.person);
    if (person === undefined) {
      const message = `${quoted(assignment.person)} is not on the roster`;
      return [wrong({ code: "unknown-person", at, message, hint: written.personHint(assignment.person) })];
    }
    if (person.status !== "left") return [];
    const message = `${assignment.person} has left (${placeText(person.at)})`;
    return [doubtful({ code: "person-left", at, message, hint: "end the assignment with until, or remove it" })];
  });

/** Assigned roles exist. */
export const assignedRolesAreKnown: Rule = (written) =>
  current(written).flatMap(({ assignment, document, index }) => {
    if (written.roleNames.has(assignment.role)) return [];
    const message = `there is no role ${quoted(assignment.role)}`;
    const hint = didYouMean(assignment.role, written.roleNames) ?? `write roles/${assignment.role}.yaml`;
    return [wrong({ code: "unknown-role", at: document.at([index, "role"]), message, hint })];
  });

/** An assignment is no longer than its role allows. */
export const assignmentsAreShortEnough: Rule = (written) =>
  current(written).flatMap(({ assignment, document, index }) => {
    const longest = written.roleByName.get(assignment.role)?.role.maxDuration ?? null;
    const fault = longest === null ? null : lengthFault(assignment, longest);
    if (fault === null || longest === null) return [];
    const message = `the role ${quoted(assignment.role)} is assigned for at most ${formatDuration(longest)}: ${fault.text}`;
    return [wrong({ code: "too-long", at: document.at([index, fault.key]), message, hint: fault.hint })];
  });

/** The same role is not assigned to the same person twice for the same time. */
export const assignmentsAreToldOnce: Rule = ({ assignments }) => {
  const first = new Map<string, PlacedAssignment>();
  return assignments.flatMap((placed) => {
    const { person, role, from, until, at } = placed.assignment;
    const key = [person, role, from, until].join(" ");
    const other = first.get(key);
    if (other === undefined) {
      first.set(key, placed);
      return [];
    }
    const message = `${person} has ${quoted(role)} for the same time in ${placeText(other.assignment.at)}`;
    return [doubtful({ code: "duplicate-assignment", at, message, hint: "remove one of them" })];
  });
};

function current({ assignments, at }: WrittenIndex): readonly PlacedAssignment[] {
  return assignments.filter(({ assignment }) => !isOver(assignment, at));
}

function lengthFault(
  { from, until }: Assignment,
  longest: Milliseconds,
): { readonly key: string; readonly text: string; readonly hint: string } | null {
  if (until === null) return { key: "person", text: "this one does not end", hint: "add until: 2026-11-30" };
  if (from === null) return { key: "person", text: "this one does not say its begin", hint: "add from: 2026-11-20" };
  const length = millisecondsOf(until) - millisecondsOf(from);
  if (length <= longest) return null;
  return { key: "until", text: `this one lasts ${formatDuration(length)}`, hint: "end it earlier" };
}
