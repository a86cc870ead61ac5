import type { Assignment } from "../model/assignment.ts";
import type { Change } from "../model/change.ts";
import type { Instant } from "../model/instant.ts";
import type { RosterSource } from "../model/manifest.ts";
import type { Organization } from "../model/organization.ts";
import type { Person } from "../model/person.ts";
import type { Plan } from "../model/plan.ts";
import { isPresent } from "../model/presence.ts";
import type { Source } from "../model/source.ts";
import type { RecordedFiles } from "./record-run.ts";

/** What the files say of a plan's changes that the plan does not: since when each was due, and whether an emergency gave it. */
export function recordedFiles(
  plan: Plan,
  organization: Pick<Organization, "people" | "assignments">,
  roster: RosterSource | null,
): RecordedFiles {
  const people = new Map(organization.people.map((person) => [person.id, person]));
  const assignments = new Map(organization.assignments.map((each) => [placeOf(each.at), each]));
  const joining = new Set(plan.changes.flatMap(({ change }) => (isStart(change) ? [accountOf(change)] : [])));
  return {
    roster,
    entry: (change) => {
      const causes = assignmentsOf(change, assignments);
      const person = people.get(change.person ?? "") ?? null;
      const effective = dueAt(change, { person, causes, isJoining: joining.has(accountOf(change)), at: plan.basis.at });
      const isEmergency = causes.some(({ kind }) => kind === "emergency");
      return { ...(effective === null ? {} : { effective }), ...(isEmergency ? { emergency: true } : {}) };
    },
  };
}

const gives: ReadonlySet<Change["kind"]> = new Set(["create-account", "enable-account", "grant", "assign-seat"]);

function isStart({ kind }: Change): boolean {
  return kind === "create-account" || kind === "enable-account";
}

function accountOf({ application, person }: Change): string {
  return `${application}/${person}`;
}

/** A leaver's end; the begin of the assignment that gave it, or of a joiner. What a mover's row said before, nobody wrote down. */
function dueAt(
  change: Change,
  about: {
    readonly person: Person | null;
    readonly causes: readonly Assignment[];
    readonly isJoining: boolean;
    readonly at: Instant;
  },
): Instant | null {
  const { person, causes, isJoining, at } = about;
  if (change.kind === "update-account") return null;
  if (!gives.has(change.kind)) return person === null || isPresent(person, at) ? null : person.end;
  const begins = causes.flatMap(({ from }) => (from === null ? [] : [from]));
  const [begin = null] = begins.sort().reverse();
  if (causes.length > 0) return begin;
  return isJoining ? (person?.start ?? null) : null;
}

function assignmentsOf({ because }: Change, byPlace: ReadonlyMap<string, Assignment>): readonly Assignment[] {
  return because.flatMap((cause) => {
    const found = cause.kind === "assignment" ? byPlace.get(placeOf(cause.at)) : undefined;
    return found === undefined ? [] : [found];
  });
}

function placeOf({ file, line, column }: Source): string {
  return `${file}:${line}:${column}`;
}
