import type { Person } from "../model/person.ts";
import type { BirthrightRule, Role } from "../model/role.ts";

/** A birthright row with the role it gives. */
export interface BirthrightRow {
  readonly role: Role;
  readonly rule: BirthrightRule;
}

/** Finds the rows that describe a person, in the order of the roles, without trying every row. */
export type MatchRows = (person: Person) => readonly BirthrightRow[];

interface Candidate {
  readonly order: number;
  readonly row: BirthrightRow;
}

/** Indexes the rows of all roles by their most telling condition, so that matching costs what can match. */
export function matchRows(roles: readonly Role[]): MatchRows {
  const rows = roles.flatMap((role) => role.birthright.map((rule): BirthrightRow => ({ role, rule })));
  const spread = countValues(rows);
  const index = new Map<string, Map<string, Candidate[]>>();
  const always: Candidate[] = [];
  rows.forEach((row, order) => {
    const attribute = mostTelling(row.rule, spread);
    if (attribute === null) {
      always.push({ order, row });
      return;
    }
    const values = index.get(attribute) ?? new Map<string, Candidate[]>();
    index.set(attribute, values);
    for (const value of row.rule.conditions[attribute] ?? []) append(values, value, { order, row });
  });
  return (person) => {
    const found = always.filter(({ row }) => describes(row.rule, person));
    for (const [attribute, values] of index) {
      for (const candidate of values.get(attributeOf(person, attribute) ?? "") ?? []) {
        if (describes(candidate.row.rule, person)) found.push(candidate);
      }
    }
    return found.sort((left, right) => left.order - right.order).map(({ row }) => row);
  };
}

/** A person's attribute by its roster column; undefined when the roster has none. */
export function attributeOf(person: Person, name: string): string | undefined {
  return name === "kind" ? person.kind : name === "id" ? person.id : person.attributes[name];
}

/** A row that does not name `kind` speaks of people, not of service accounts. */
function describes(rule: BirthrightRule, person: Person): boolean {
  if (person.kind === "service" && rule.conditions["kind"] === undefined) return false;
  for (const attribute in rule.conditions) {
    const value = attributeOf(person, attribute);
    if (value === undefined || !rule.conditions[attribute]?.includes(value)) return false;
  }
  return true;
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

function append(values: Map<string, Candidate[]>, value: string, candidate: Candidate): void {
  const list = values.get(value);
  if (list === undefined) values.set(value, [candidate]);
  else list.push(candidate);
}
