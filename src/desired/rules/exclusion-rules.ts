import { doubtful, placeText, quoted } from "../../document/diagnose.ts";
import { compareText } from "../../model/compare.ts";
import type { Diagnostic } from "../../model/diagnostic.ts";
import type { Instant } from "../../model/instant.ts";
import type { Person } from "../../model/person.ts";
import type { BirthrightRule } from "../../model/role.ts";
import type { Source } from "../../model/source.ts";
import { closuresOf, conflictsOf } from "../hierarchy.ts";
import type { Rule, WrittenIndex } from "../written.ts";
import { isOver } from "./assignment-rules.ts";

/** A person is to hold a role, for what time and by what. */
interface Held {
  readonly role: string;
  readonly by: "assignment" | "birthright";
  readonly from: Instant | null;
  readonly until: Instant | null;
  readonly at: Source;
}

/** Nobody is to hold roles that exclude each other; policy decides, and here both places are named. */
export const excludedRolesAreApart: Rule = (written) => {
  const conflicts = conflictsOf(written.roles, closuresOf(written.roles));
  const exclusive = new Set([...conflicts].flatMap(([role, others]) => (others.size > 0 ? [role] : [])));
  if (exclusive.size === 0) return [];
  const byRule = new Map<string, { readonly held: Held; readonly other: Held; readonly people: string[] }>();
  for (const [person, held] of holdings(written, exclusive)) {
    for (const [other, later] of pairs(held)) {
      if (!conflicts.get(later.role)?.has(other.role) || !overlap(other, later)) continue;
      // One row of birthright can hit everybody; it is told once, with their number.
      const key = `${placeText(later.at)} ${later.role} ${placeText(other.at)} ${other.role}`;
      const known = byRule.get(key);
      if (known === undefined) byRule.set(key, { held: later, other, people: [person] });
      else known.people.push(person);
    }
  }
  return [...byRule.values()].map(conflict);
};

function conflict(found: {
  readonly held: Held;
  readonly other: Held;
  readonly people: readonly string[];
}): Diagnostic {
  const { held, other, people } = found;
  const more = people.length > 3 ? ` and ${people.length - 3} more` : "";
  const who = `${people.slice(0, 3).join(", ")}${more}`;
  return doubtful({
    code: "excluded-roles",
    at: held.at,
    message: `${who} would hold ${quoted(held.role)} and ${quoted(other.role)} (${other.by}, ${placeText(other.at)}), which exclude each other`,
    hint: "end one of them; policy decides whether a plan with both may pass",
  });
}

/** Roles that take part in an exclusion, by person: what assignments say, after what birthright gives. */
function holdings(written: WrittenIndex, exclusive: ReadonlySet<string>): ReadonlyMap<string, readonly Held[]> {
  const held = new Map<string, Held[]>();
  const add = (person: string, holding: Held) => {
    const list = held.get(person);
    if (list === undefined) held.set(person, [holding]);
    else list.push(holding);
  };
  const find = peopleFinder(written);
  for (const { role } of written.roles) {
    if (!exclusive.has(role.name)) continue;
    const seen = new Set<string>();
    for (const rule of role.birthright) {
      for (const { id, start, end } of find(rule)) {
        if (!seen.has(id)) add(id, { role: role.name, by: "birthright", from: start, until: end, at: rule.at });
        seen.add(id);
      }
    }
  }
  for (const { assignment } of written.assignments) {
    if (!exclusive.has(assignment.role) || isOver(assignment, written.at)) continue;
    const { role, from, until, at } = assignment;
    add(assignment.person, { role, by: "assignment", from, until, at });
  }
  return new Map([...held].sort(([a], [b]) => compareText(a, b)));
}

/** Finds whom a row describes by its rarest value, so that a thousand rows do not each look at everybody. */
function peopleFinder({ roster, at }: WrittenIndex): (rule: BirthrightRule) => readonly Person[] {
  const here = (roster?.people ?? []).filter(({ status, end }) => status !== "left" && (end === null || at < end));
  const indexes = new Map<string, ReadonlyMap<string, readonly Person[]>>();
  const indexOf = (attribute: string) => {
    const index = indexes.get(attribute) ?? groupByValue(here, attribute);
    indexes.set(attribute, index);
    return index;
  };
  return ({ conditions }) => {
    let fewest: readonly (readonly Person[])[] = [here];
    for (const [attribute, values] of Object.entries(conditions)) {
      const index = indexOf(attribute);
      const found = values.map((value) => index.get(value) ?? []);
      if (countOf(found) < countOf(fewest)) fewest = found;
    }
    return fewest.flatMap((people) => people.filter((person) => describes(conditions, person)));
  };
}

function countOf(lists: readonly (readonly unknown[])[]): number {
  return lists.reduce((count, list) => count + list.length, 0);
}

function groupByValue(people: readonly Person[], attribute: string): ReadonlyMap<string, readonly Person[]> {
  const index = new Map<string, Person[]>();
  for (const person of people) {
    const value = attributeOf(person, attribute);
    const list = index.get(value);
    if (list === undefined) index.set(value, [person]);
    else list.push(person);
  }
  return index;
}

/** A row that does not name `kind` speaks of people, not of service accounts. */
function describes(conditions: BirthrightRule["conditions"], person: Person): boolean {
  if (person.kind === "service" && conditions["kind"] === undefined) return false;
  for (const attribute in conditions) {
    if (!conditions[attribute]?.includes(attributeOf(person, attribute))) return false;
  }
  return true;
}

function attributeOf(person: Person, attribute: string): string {
  return attribute === "kind" ? person.kind : (person.attributes[attribute] ?? "");
}

function pairs(held: readonly Held[]): readonly (readonly [Held, Held])[] {
  return held.flatMap((later, index) => held.slice(0, index).map((earlier) => [earlier, later] as const));
}

/** Half-open times that share a moment. */
function overlap(left: Held, right: Held): boolean {
  const isBefore = (a: Held, b: Held) => a.until !== null && b.from !== null && a.until <= b.from;
  return !isBefore(left, right) && !isBefore(right, left);
}
