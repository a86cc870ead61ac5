import type { Person } from "../model/person.ts";
import type { BirthrightRule, Role } from "../model/role.ts";

/** A birthright row with the role it gives. */
export interface BirthrightRow {
  readonly role: Role;
  readonly rule: BirthrightRule;
  /** Place among all rows, in the order of the roles. */
  readonly number: number;
}

/** Finds the rows that describe a person without trying every row; the same rows always come in the same order. */
export type MatchRows = (person: Person) => readonly BirthrightRow[];

/** Indexes the rows of all roles by their most telling condition, so that matching costs what can match. */
export function matchRows(roles: readonly Role[]): MatchRows {
  const { always, byAttribute } = indexRows(roles);
  const index = [...byAttribute];
  return (person) => {
    const found: BirthrightRow[] = [];
    for (const row of always) if (describes(row.rule, person)) found.push(row);
    for (const [attribute, byValue] of index) {
      const value = attributeOf(person, attribute);
      const candidates = value === undefined ? undefined : byValue.get(value);
      if (candidates === undefined) continue;
      for (const row of candidates) if (describes(row.rule, person)) found.push(row);
    }
    return found;
  };
}

/** What the roster says of a person under a column's name; undefined when it says nothing. */
export function attributeOf(person: Person, name: string): string | undefined {
  switch (name) {
    case "id":
    case "kind":
    case "status":
    case "userName":
    case "givenName":
    case "familyName":
      return person[name];
    case "email":
    case "manager":
      return person[name] ?? undefined;
    default:
      return Object.hasOwn(person.attributes, name) ? person.attributes[name] : undefined;
  }
}

/** A row that does not name `kind` speaks of people, not of service accounts. */
function describes(rule: BirthrightRule, person: Person): boolean {
  if (person.kind === "service" && rule.conditions["kind"] === undefined) return false;
  return fits(rule.conditions, person);
}

/** Whether every condition of a row fits a person. */
export function fits(conditions: Readonly<Record<string, readonly string[]>>, person: Person): boolean {
  for (const attribute in conditions) {
    const value = attributeOf(person, attribute);
    if (value === undefined || !conditions[attribute]?.includes(value)) return false;
  }
  return true;
}

interface RowIndex {
  /** Rows without a condition. */
  readonly always: readonly BirthrightRow[];
  /** The others by attribute, then value. */
  readonly byAttribute: ReadonlyMap<string, ReadonlyMap<string, readonly BirthrightRow[]>>;
}

function indexRows(roles: readonly Role[]): RowIndex {
  const rows = roles
    .flatMap((role) => role.birthright.map((rule) => ({ role, rule })))
    .map((row, number): BirthrightRow => ({ ...row, number }));
  const spread = countValues(rows);
  const always: BirthrightRow[] = [];
  const byAttribute = new Map<string, Map<string, BirthrightRow[]>>();
  for (const row of rows) {
    const attribute = mostTelling(row.rule, spread);
    if (attribute === null) {
      always.push(row);
      continue;
    }
    const byValue = byAttribute.get(attribute) ?? new Map<string, BirthrightRow[]>();
    byAttribute.set(attribute, byValue);
    for (const value of new Set(row.rule.conditions[attribute])) {
      const list = byValue.get(value);
      if (list === undefined) byValue.set(value, [row]);
      else list.push(row);
    }
  }
  return { always, byAttribute };
}

function countValues(rows: readonly BirthrightRow[]): ReadonlyMap<string, ReadonlySet<string>> {
  const spread = new Map<string, Set<string>>();
  for (const { rule } of rows) {
    for (const [attribute, values] of Object.entries(rule.conditions)) {
      const seen = spread.get(attribute) ?? new Set<string>();
      spread.set(attribute, seen);
      for (const value of values) seen.add(value);
    }
  }
  return spread;
}

function mostTelling(rule: BirthrightRule, spread: ReadonlyMap<string, ReadonlySet<string>>): string | null {
  let best: string | null = null;
  for (const attribute of Object.keys(rule.conditions).sort()) {
    if (best === null || (spread.get(attribute)?.size ?? 0) > (spread.get(best)?.size ?? 0)) best = attribute;
  }
  return best;
}
