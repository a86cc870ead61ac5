import type { Because } from "../model/because.ts";
import type { Change } from "../model/change.ts";
import { entitlementKey } from "../model/entitlement-key.ts";
import type { Holding } from "../model/holding.ts";
import type { Instant } from "../model/instant.ts";
import type { HeldBefore } from "../model/ledger-history.ts";
import { type ActiveAssignment, activeAssignments } from "./active-assignments.ts";
import type { Facts } from "./facts.ts";
import { type PersonFact, personFact } from "./person-fact.ts";

/** A reason without the place where it is written: moving a line must not change what policy says. */
type BecauseFact = Because extends infer B ? (B extends Because ? Omit<B, "at"> : never) : never;

/** A change as Rego sees it: all of it but the order of the plan (`needs` is not written). */
type ChangeFact = Change extends infer C
  ? C extends Change
    ? Omit<C, "needs" | "because"> & { readonly because: readonly BecauseFact[]; readonly needs: undefined }
    : never
  : never;

/** One reason for which somebody is to hold a role; `at` is the file and line, to be named and never to be judged by. */
export interface HoldingFact {
  readonly role: string;
  readonly kind: Because["kind"];
  readonly at: string | null;
}

/** What is the same for all changes of one person. */
export interface SubjectFact {
  readonly format_version: "1.0";
  /** Null when the account belongs to nobody on the roster. */
  readonly person: PersonFact | null;
  /** The person as the files of the last run had them; null when they were not there, or nobody can tell. */
  readonly before: (Pick<PersonFact, "kind" | "status" | "attributes"> & { readonly roles: readonly string[] }) | null;
  /** Names of the roles that the person is to hold, sorted. */
  readonly roles: readonly string[];
  /** Where each role that excludes another comes from; roles without exclusions are left out. */
  readonly holdings: readonly HoldingFact[];
  /** Those of this person that hold at `at`. */
  readonly assignments: readonly ActiveAssignment[];
  /** Who proposes the plan. */
  readonly proposers: readonly string[];
  readonly at: Instant;
}

/** What is of one change only. */
interface OwnFact {
  readonly change: ChangeFact;
  /** `accounts`: how many accounts live there now; null when not known. More in `data.applications`. */
  readonly application: { readonly name: string; readonly accounts: number | null };
  /** The pool of a seat; null for other changes. More in `data.pools`. */
  readonly pool: { readonly name: string; readonly location: string } | null;
  /** What runs did with the same thing for the same person before; null: nothing. */
  readonly history: HeldBefore | null;
  /** Last sign-in of the person in this application; null when not known, or never. */
  readonly lastSignIn: Instant | null;
}

/** `input` of `data.rollcall.deny`, `warn`, `approvals` and `risk`. */
export type ChangeInput = SubjectFact & OwnFact;

/** An input in its two parts; `subject` is the very same value for all changes of one person. */
export interface ChangeQuestion {
  readonly subject: SubjectFact;
  readonly own: OwnFact;
}

/** The inputs of many changes, one by one and in their order. */
export function* changeInputs(changes: Iterable<Change>, facts: Facts): Generator<ChangeQuestion, void, undefined> {
  const subjectOf = describeSubjects(facts);
  const ownOf = describeOwn(facts);
  for (const change of changes) yield new LateQuestion(change, subjectOf(change.person), ownOf);
}

/** Says what is of the change alone when it is asked: all of a large plan at once would be kept for nothing. */
class LateQuestion implements ChangeQuestion {
  readonly subject: SubjectFact;
  readonly #change: Change;
  readonly #ownOf: (change: Change) => OwnFact;

  constructor(change: Change, subject: SubjectFact, ownOf: (change: Change) => OwnFact) {
    this.subject = subject;
    this.#change = change;
    this.#ownOf = ownOf;
  }

  get own(): OwnFact {
    return this.#ownOf(this.#change);
  }
}

/** The input of one change. */
export function changeInput(change: Change, facts: Facts): ChangeInput {
  const [question] = changeInputs([change], facts);
  if (question === undefined) throw new Error("one change gives one input");
  return { ...question.subject, ...question.own };
}

function describeOwn(facts: Facts): (change: Change) => OwnFact {
  const signIns = new Map(facts.signIns.map(({ application, people }) => [application, people]));
  const becauseOf = describeReasons();
  const applications = new Map<string, OwnFact["application"]>();
  const applicationOf = (name: string) => {
    const known = applications.get(name) ?? { name, accounts: facts.live[name] ?? null };
    applications.set(name, known);
    return known;
  };
  return (change) => {
    const { person, application } = change;
    return {
      change: { ...change, because: becauseOf(change.because), needs: undefined },
      application: applicationOf(application),
      pool: "pool" in change ? { name: change.pool, location: change.location } : null,
      history: person === null ? null : facts.history.of(person, application, whatOf(change)),
      lastSignIn: person === null ? null : (signIns.get(application)?.get(person)?.last ?? null),
    };
  };
}

/** What a change is about, as the history of the ledger knows it. */
function whatOf(change: Change): string {
  if ("pool" in change) return `pool:${change.pool}`;
  return "entitlement" in change ? entitlementKey(change.entitlement) : "account";
}

/** Reasons without their places; everybody with the same roles for the same reasons shares one list. */
function describeReasons(): (because: readonly Because[]) => readonly BecauseFact[] {
  const known = new WeakMap<readonly Because[], readonly BecauseFact[]>();
  return (because) => {
    const before = known.get(because);
    if (before !== undefined) return before;
    const facts = because.map(({ at, ...reason }: Because & { at?: unknown }) => reason);
    known.set(because, facts);
    return facts;
  };
}

/** Looks a person up once, however many changes there are. */
function describeSubjects(facts: Facts): (person: string | null) => SubjectFact {
  const active = activeAssignments(facts.organization, facts.at);
  const exclusive = exclusiveRoles(facts);
  const { at, proposers } = facts;
  const nobody = { person: null, before: null, roles: [], holdings: [], assignments: [] };
  const stranger: SubjectFact = { format_version: "1.0", ...nobody, proposers, at };
  const known = new Map<string, SubjectFact>();
  return (id) => {
    if (id === null) return stranger;
    const before = known.get(id);
    if (before !== undefined) return before;
    const person = facts.people.get(id);
    const holdings = facts.holdings.get(id) ?? [];
    const subject: SubjectFact = {
      format_version: "1.0",
      person: person === undefined ? null : personFact(person, facts),
      before: describeBefore(id, facts),
      roles: holdings.map(({ role }) => role).sort(),
      holdings: holdings.filter(({ role }) => exclusive.has(role)).flatMap(describeHolding),
      assignments: active.get(id) ?? [],
      proposers,
      at,
    };
    known.set(id, subject);
    return subject;
  };
}

function describeBefore(id: string, facts: Facts): SubjectFact["before"] {
  const before = facts.before?.get(id);
  if (before === undefined) return null;
  const { kind, status, attributes } = before.person;
  return { kind, status, attributes, roles: before.roles };
}

function exclusiveRoles({ organization }: Facts): ReadonlySet<string> {
  return new Set(organization.roles.flatMap(({ name, excludes }) => (excludes.length > 0 ? [name, ...excludes] : [])));
}

/** Where a person's role comes from, reason by reason. */
export function describeHolding({ role, because }: Holding): readonly HoldingFact[] {
  return because.map((reason) => {
    const at = "at" in reason ? `${reason.at.file}:${reason.at.line}` : null;
    return { role, kind: reason.kind, at };
  });
}
