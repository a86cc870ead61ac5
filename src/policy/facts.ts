import type { Assignment } from "../model/assignment.ts";
import type { Holding } from "../model/holding.ts";
import type { Instant } from "../model/instant.ts";
import type { Joiners } from "../model/joiner.ts";
import type { LedgerHistory } from "../model/ledger-history.ts";
import type { Organization } from "../model/organization.ts";
import type { Person } from "../model/person.ts";
import type { Plan } from "../model/plan.ts";
import type { SignIns } from "../model/sign-ins.ts";

/** What is known around the changes that policy judges. */
export interface Facts {
  /** By person id. */
  readonly people: ReadonlyMap<string, Person>;
  /** Roles each person is to hold, by person id. */
  readonly holdings: ReadonlyMap<string, readonly Holding[]>;
  readonly organization: Organization;
  readonly at: Instant;
  /** Who joins, by person id. */
  readonly joiners: Joiners["byPerson"];
  /** People who counted as here in the last plan; null when there was none. */
  readonly peopleBefore: number | null;
  /** Everybody as the files of the last run had them, by person id; null when nobody can tell. */
  readonly before: ReadonlyMap<string, PersonBefore> | null;
  /** What the ledger knows of earlier grants and seats. */
  readonly history: LedgerHistory;
  /** Who signed in when, as far as the evidence is fresh. */
  readonly signIns: readonly SignIns[];
  /** Who proposes this plan: person ids, and what nobody on the roster answers to, as it came. */
  readonly proposers: readonly string[];
  /** Policy files that the proposal changes, sorted; null when it is not judged against a base. */
  readonly changedPolicies: readonly string[] | null;
  /** Assignments of the base; null when it is not judged against one. */
  readonly assignmentsBefore: readonly Assignment[] | null;
  /** Live accounts before the plan, by application. */
  readonly live: Readonly<Record<string, number>>;
  /** Who stays an administrator, by application that protects them. */
  readonly administrators: Readonly<Record<string, AdministratorCount>>;
  /** What the plan makes of the licence pools. */
  readonly pools: Pick<Plan, "seats" | "waiting" | "costs">;
}

/** A person and their roles in the files of the last run. */
export interface PersonBefore {
  readonly person: Person;
  readonly roles: readonly string[];
}

/** Active members of a protected group, before and after the plan; null: the application does not tell. */
export interface AdministratorCount {
  readonly group: string;
  readonly before: number | null;
  readonly after: number | null;
  readonly atLeast: number;
}
