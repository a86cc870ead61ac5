import type { Assignment } from "../model/assignment.ts";
import type { Because } from "../model/because.ts";
import type { Change } from "../model/change.ts";
import type { Instant } from "../model/instant.ts";
import type { JoinerReason, JoinerVerdict } from "../model/joiner.ts";
import type { Person, PersonKind, PersonStatus } from "../model/person.ts";
import type { Facts } from "./facts.ts";

/** A reason without the place where it is written: moving a line must not change what policy says. */
type BecauseFact = Because extends infer B ? (B extends Because ? Omit<B, "at"> : never) : never;

/** A change as Rego sees it: all of it but the order of the plan (`needs`). */
type ChangeFact = Change extends infer C
  ? C extends Change
    ? Omit<C, "needs" | "because"> & { readonly because: readonly BecauseFact[] }
    : never
  : never;

/** A person as Rego sees them; names and addresses are nothing to judge by. */
interface PersonFact {
  readonly id: string;
  readonly kind: PersonKind;
  readonly status: PersonStatus;
  readonly manager: string | null;
  readonly start: Instant | null;
  readonly end: Instant | null;
  readonly attributes: Readonly<Record<string, string>>;
  /** Counts as here at `at`: not left, and within start and end. */
  readonly present: boolean;
  /** What is thought of somebody who joins; null for everybody else. */
  readonly signals: {
    readonly verdict: JoinerVerdict;
    readonly score: number;
    readonly reasons: readonly JoinerReason[];
  } | null;
}

/** An assignment of this person that holds at `at`. */
type AssignmentFact = Pick<Assignment, "role" | "kind" | "reason" | "from" | "until">;

/** `input` of `data.rollcall.deny`, `warn`, `approvals` and `risk`. */
export interface ChangeInput {
  readonly change: ChangeFact;
  /** Null when the account belongs to nobody on the roster. */
  readonly person: PersonFact | null;
  /** Names of the roles that the person is to hold, sorted. */
  readonly roles: readonly string[];
  readonly assignments: readonly AssignmentFact[];
  /** `accounts`: how many accounts live there now; null when not known. More in `data.applications`. */
  readonly application: { readonly name: string; readonly accounts: number | null };
  /** The pool of a seat; null for other changes. More in `data.pools`. */
  readonly pool: { readonly name: string; readonly location: string } | null;
  readonly at: Instant;
}

type Subject = Pick<ChangeInput, "person" | "roles" | "assignments">;

const NOBODY: Subject = { person: null, roles: [], assignments: [] };

/** The inputs of many changes, one by one and in their order, so that a large plan is never held twice. */
export function* changeInputs(changes: Iterable<Change>, facts: Facts): Generator<ChangeInput, void, undefined> {
  const subjectOf = describeSubjects(facts);
  for (const change of changes) {
    yield {
      change: describeChange(change),
      ...subjectOf(change.person),
      application: { name: change.application, accounts: facts.live[change.application] ?? null },
      pool: "pool" in change ? { name: change.pool, location: change.location } : null,
      at: facts.at,
    };
  }
}

/** The input of one change. */
export function changeInput(change: Change, facts: Facts): ChangeInput {
  const [input] = changeInputs([change], facts);
  if (input === undefined) throw new Error("one change gives one input");
  return input;
}

function describeChange(change: Change): ChangeFact {
  const { needs, because, ...rest } = change;
  return { ...rest, because: because.map(({ at, ...reason }: Because & { at?: unknown }) => reason) };
}

/** Looks a person up once, however many changes there are. */
function describeSubjects(facts: Facts): (person: string | null) => Subject {
  const active = activeAssignments(facts);
  const known = new Map<string, Subject>();
  return (id) => {
    if (id === null) return NOBODY;
    const before = known.get(id);
    if (before !== undefined) return before;
    const person = facts.people.get(id);
    const subject: Subject = {
      person: person === undefined ? null : describePerson(person, facts),
      roles: (facts.holdings.get(id) ?? []).map(({ role }) => role).sort(),
      assignments: active.get(id) ?? [],
    };
    known.set(id, subject);
    return subject;
  };
}

function describePerson(person: Person, { at, joiners }: Facts): PersonFact {
  const { id, kind, status, manager, start, end, attributes } = person;
  const present = status !== "left" && (start === null || start <= at) && (end === null || at < end);
  const joiner = joiners.get(id);
  const signals =
    joiner === undefined ? null : { verdict: joiner.verdict, score: joiner.score, reasons: joiner.reasons };
  return { id, kind, status, manager, start, end, attributes, present, signals };
}

function activeAssignments(facts: Facts): ReadonlyMap<string, readonly AssignmentFact[]> {
  const active = new Map<string, AssignmentFact[]>();
  for (const { person, role, kind, reason, from, until } of facts.organization.assignments) {
    const holds = (from === null || from <= facts.at) && (until === null || facts.at < until);
    if (!holds) continue;
    const known = active.get(person);
    if (known === undefined) active.set(person, [{ role, kind, reason, from, until }]);
    else known.push({ role, kind, reason, from, until });
  }
  for (const assignments of active.values()) assignments.sort(byText);
  return active;
}

/** Every assignment is built with its keys in one order, so its JSON is its sort key. */
function byText(a: AssignmentFact, b: AssignmentFact): number {
  const [left, right] = [JSON.stringify(a), JSON.stringify(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}
