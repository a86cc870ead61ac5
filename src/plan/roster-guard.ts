import { compareText } from "../model/compare.ts";
import type { Instant, Milliseconds } from "../model/instant.ts";
import type { Organization } from "../model/organization.ts";
import type { Person } from "../model/person.ts";
import type { GuardStop } from "../model/plan.ts";
import type { Desired } from "./desired.ts";
import { isMoreThan, percent } from "./size-guard.ts";

/** The roster as it was when the last run was recorded. */
export interface RosterBefore {
  /** People who counted as here; null before the first run. */
  readonly peopleBefore: number | null;
  /** How many of them had something in a column; null when nobody wrote that down. */
  readonly filledBefore?: Readonly<Record<string, number>> | null;
}

/** What keeps a roster from being believed. */
export function rosterGuards({
  organization,
  desired,
  ...before
}: RosterBefore & { readonly organization: Organization; readonly desired: Desired }): readonly GuardStop[] {
  return [
    ...tooFew(organization, desired, before),
    ...tooOld(organization, desired.at),
    ...blanked(organization, desired, before),
  ];
}

function tooFew(
  { rosterGuard }: Organization,
  { holdings }: Desired,
  { peopleBefore }: RosterBefore,
): readonly GuardStop[] {
  const { minPeople, maxDrop } = rosterGuard;
  const present = holdings.size;
  const stops: GuardStop[] = [];
  if (present < minPeople) {
    const message = `the roster has ${present} people who are here, fewer than minPeople ${minPeople}`;
    stops.push({ guard: "roster.too-few", message });
  }
  if (peopleBefore !== null && isMoreThan(peopleBefore - present, maxDrop, peopleBefore)) {
    const message = `the roster fell from ${peopleBefore} to ${present} people since the last run, by more than maxDrop ${percent(maxDrop)}`;
    stops.push({ guard: "roster.drop", message });
  }
  return stops;
}

/** An export of unknown age may be of any age. At an apply `at` is the moment of applying, not the one of the plan. */
export function tooOld({ rosterGuard, rosterExported }: Organization, at: Instant): readonly GuardStop[] {
  const { maxAge } = rosterGuard;
  if (maxAge === undefined) return [];
  if (rosterExported == null) {
    const message =
      "nobody knows how old the roster is: neither its manifest nor a column exported says when it was exported";
    return [{ guard: "roster.stale", message }];
  }
  const age = Date.parse(at) - Date.parse(rosterExported);
  if (age <= maxAge) return [];
  const message = `the roster was exported at ${rosterExported}, ${hoursOf(age)} before ${at}: more than maxAge ${hoursOf(maxAge)}`;
  return [{ guard: "roster.stale", message }];
}

function blanked(
  organization: Organization,
  desired: Desired,
  { filledBefore, peopleBefore }: RosterBefore,
): readonly GuardStop[] {
  const { filled: least = {}, maxBlanked } = organization.rosterGuard;
  const now = filledColumns(organization, desired, Object.keys(filledBefore ?? {}));
  const people = desired.holdings.size;
  if (now === null || people === 0) return [];
  return Object.entries(now).flatMap(([column, count]) => {
    const wanted = least[column];
    if (wanted !== undefined && count / people < wanted) {
      const message = `${count} of ${people} people have a ${column}, fewer than ${percent(wanted)}`;
      return [{ guard: "roster.blank", message }];
    }
    const before = filledBefore?.[column];
    if (maxBlanked === undefined || before === undefined || peopleBefore === null || peopleBefore === 0) return [];
    const [was, is] = [(peopleBefore - before) / peopleBefore, (people - count) / people];
    if (is - was <= maxBlanked + 1e-9) return [];
    const message = `${percent(is)} of the people have no ${column}, after ${percent(was)} at the last run: more than maxBlanked ${percent(maxBlanked)}`;
    return [{ guard: "roster.blank", message }];
  });
}

/** Columns whose loss would go unseen: what feeds most often lose, and what somebody named. */
const watched = ["email", "manager", "department"] as const;

/**
 * How many people who are here have something in the columns that are looked at, by column; null where nobody looks. `known`: columns
 * that the roster had before.
 */
export function filledColumns(
  organization: Organization,
  { people, holdings }: Pick<Desired, "people" | "holdings">,
  known: readonly string[] = [],
): Readonly<Record<string, number>> | null {
  const { filled = {}, maxBlanked } = organization.rosterGuard;
  const columns = new Set([...Object.keys(filled), ...(maxBlanked === undefined ? [] : watched)]);
  if (columns.size === 0) return null;
  const here = [...holdings.keys()].flatMap((id) => people.get(id) ?? []);
  const counted = [...columns].sort(compareText).flatMap((column): readonly [string, number][] => {
    const count = here.filter((person) => cellOf(person, column) !== "").length;
    // A column that the roster never had is not one that was lost, unless somebody named it.
    const isThere = column in filled || known.includes(column) || here.some((person) => hasColumn(person, column));
    return isThere ? [[column, count]] : [];
  });
  return Object.fromEntries(counted);
}

function hasColumn({ attributes }: Person, column: string): boolean {
  return column === "email" || column === "manager" || column in attributes;
}

function cellOf(person: Person, column: string): string {
  switch (column) {
    case "email":
    case "manager":
    case "start":
    case "end":
    case "givenName":
    case "familyName":
      return person[column] ?? "";
    default:
      return person.attributes[column] ?? "";
  }
}

function hoursOf(milliseconds: Milliseconds): string {
  return `${Math.round(milliseconds / 360_000) / 10} h`;
}
