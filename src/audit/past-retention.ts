import { type Hold, holdsOn } from "../model/hold.ts";
import type { Instant } from "../model/instant.ts";
import type { Person } from "../model/person.ts";

/** Somebody who left, and of whom nothing happened for as long as it is kept. */
export interface PastRetention {
  /** Whose keys: a person's id, or `account:APPLICATION/ID` of an account that belongs to nobody known. */
  readonly person: string;
  /** When they left; null: they are on no roster, or nobody wrote it down. */
  readonly left: Instant | null;
  /** Their newest entry in the ledger; null: there is none. */
  readonly last: Instant | null;
  /** Holds that forbid to erase them. */
  readonly holds: readonly Hold[];
}

/** Those of the people with keys whose time is over, by id. Nothing is erased by that. */
export function pastRetention(
  withKeys: Iterable<string>,
  known: {
    readonly people: readonly Person[];
    readonly last: ReadonlyMap<string, Instant>;
    readonly holds: readonly Hold[];
    readonly since: Instant;
    readonly now: Instant;
  },
): readonly PastRetention[] {
  const { people, last, holds, since, now } = known;
  const roster = new Map(people.map((each) => [each.id, each]));
  return [...withKeys]
    .filter((person) => hasLeft(roster.get(person), since) && (last.get(person) ?? "") < since)
    .sort()
    .map((person) => ({
      person,
      left: roster.get(person)?.end ?? null,
      last: last.get(person) ?? null,
      holds: holdsOn(person, holds, now),
    }));
}

/** Who is on no roster has left; an end that is on it must be over for as long. */
function hasLeft(person: Person | undefined, since: Instant): boolean {
  if (person === undefined) return true;
  return person.end === null ? person.status === "left" : person.end < since;
}
