import type { Assignment } from "../model/assignment.ts";
import { compareText } from "../model/compare.ts";
import { groupBy } from "../model/group-by.ts";
import type { Instant } from "../model/instant.ts";
import { endsLater } from "../model/presence.ts";
import { chainKey } from "./emergency-chains.ts";
import type { Facts } from "./facts.ts";

/** People who go on holding a role for longer than the base says, by assignments that no change of the plan shows. */
export interface ExtensionFact {
  readonly role: string;
  readonly count: number;
  /** The first of them, by id. */
  readonly people: readonly string[];
  /** The last of their ends; null: one has none. */
  readonly until: Instant | null;
}

/** So many people of a role are named; all are counted. */
export const mostExtended = 10;

/** What one person has of one role by assignments that are not over. */
interface Held {
  readonly person: string;
  readonly role: string;
  /** The last end of those that are no emergency: these are looked at elsewhere. */
  readonly until: Instant | null;
  /** How many, emergencies among them, and whether all of them have begun. */
  readonly count: number;
  readonly hasBegun: boolean;
}

/**
 * What a proposal lets last longer than its base, by role; nothing without a base. Who holds a role goes on holding it when an assignment is
 * prolonged, when another one follows, or when one takes the place of an emergency: nothing changes then, and nobody would be asked.
 * What a change gives for one assignment alone is shown by that change; `given` are its person and role, as `PERSON/ROLE`. Who does
 * not hold the role yet is given it by a change when the assignment begins.
 */
export function extensions(
  {
    organization,
    assignmentsBefore,
    holdings,
    at,
  }: Pick<Facts, "organization" | "assignmentsBefore" | "holdings" | "at">,
  given: ReadonlySet<string>,
): readonly ExtensionFact[] {
  if (assignmentsBefore === null) return [];
  const before = heldAt(assignmentsBefore, at);
  const longer = [...heldAt(organization.assignments, at)].flatMap(([key, held]) => {
    const { person, role, until, count, hasBegun } = held;
    const holdsIt = holdings.get(person)?.some((holding) => holding.role === role) === true;
    const known = before.get(key);
    const isShown = known === undefined && count === 1 && hasBegun && given.has(`${person}/${role}`);
    return holdsIt && !isShown && (known === undefined || endsLater(until, known.until)) ? held : [];
  });
  return [...groupBy(longer, ({ role }) => role)].map(describe).sort((a, b) => compareText(a.role, b.role));
}

function describe([role, rows]: readonly [string, readonly Held[]]): ExtensionFact {
  const people = rows.map(({ person }) => person).sort(compareText);
  const until = rows.map((row) => row.until).reduce((last, each) => (endsLater(each, last) ? each : last));
  return { role, count: rows.length, people: people.slice(0, mostExtended), until };
}

/** By person and role; a role of which there are emergencies alone is left out. */
function heldAt(assignments: readonly Assignment[], at: Instant): ReadonlyMap<string, Held> {
  const open = assignments.filter(({ until }) => until === null || until > at);
  const groups = groupBy(open, chainKey);
  return new Map(
    [...groups].flatMap(([key, all]) => {
      const [first, ...others] = all.filter(({ kind }) => kind !== "emergency");
      if (first === undefined) return [];
      const until = others.reduce((last, each) => (endsLater(each.until, last) ? each.until : last), first.until);
      const hasBegun = all.every(({ from }) => from === null || from <= at);
      return [[key, { person: first.person, role: first.role, until, count: all.length, hasBegun }] as const];
    }),
  );
}
