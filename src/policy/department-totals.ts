import type { Change } from "../model/change.ts";
import { isPresent } from "../model/presence.ts";
import type { Facts } from "./facts.ts";
import { GIVES_ACCOUNT, TAKES_ACCOUNT, TAKES_ANYTHING } from "./kinds.ts";

/** Totals of one department, in different people. */
export interface DepartmentTotals {
  /** Who is here, on the roster as it is now. */
  readonly people: number;
  /** An account is created or enabled for them. */
  readonly joiners: number;
  /** Their department was another one in the files of the last run. */
  readonly movedIn: number;
  /** An account of theirs is disabled or deleted. */
  readonly leavers: number;
  /** They lose anything: an account, a group, a role, a seat. */
  readonly losing: number;
  /** `losing` of `people` and of those who lose something though they are here no more; 0 to 1. */
  readonly losingShare: number;
}

interface Tally {
  people: number;
  readonly joiners: Set<string>;
  readonly movedIn: Set<string>;
  readonly leavers: Set<string>;
  readonly losing: Set<string>;
}

/** What the plan does to each department, by the `department` column of the roster; whoever has none is left out. */
export function departmentTotals(
  changes: Iterable<Change>,
  facts: Pick<Facts, "people" | "before" | "at">,
): Readonly<Record<string, DepartmentTotals>> {
  const tallies = new Map<string, Tally>();
  const tallyOf = (department: string) => {
    const known = tallies.get(department) ?? noTally();
    tallies.set(department, known);
    return known;
  };
  for (const person of facts.people.values()) {
    const { department } = person.attributes;
    if (department !== undefined && department !== "" && isPresent(person, facts.at)) tallyOf(department).people += 1;
  }
  for (const { person, kind } of changes) {
    const department = person === null ? undefined : facts.people.get(person)?.attributes["department"];
    if (person === null || department === undefined || department === "") continue;
    const tally = tallyOf(department);
    const before = facts.before?.get(person)?.person.attributes["department"];
    if (before !== undefined && before !== department) tally.movedIn.add(person);
    if (GIVES_ACCOUNT.has(kind)) tally.joiners.add(person);
    if (TAKES_ACCOUNT.has(kind)) tally.leavers.add(person);
    if (TAKES_ANYTHING.has(kind)) tally.losing.add(person);
  }
  const names = [...tallies.keys()].sort();
  return Object.fromEntries(names.map((name) => [name, describe(tallies.get(name) ?? noTally())]));
}

function describe({ people, joiners, movedIn, leavers, losing }: Tally): DepartmentTotals {
  const sizes = { joiners: joiners.size, movedIn: movedIn.size, leavers: leavers.size, losing: losing.size };
  return { people, ...sizes, losingShare: losing.size === 0 ? 0 : losing.size / Math.max(people, losing.size) };
}

function noTally(): Tally {
  return { people: 0, joiners: new Set(), movedIn: new Set(), leavers: new Set(), losing: new Set() };
}
