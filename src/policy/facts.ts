import type { Holding } from "../model/holding.ts";
import type { Instant } from "../model/instant.ts";
import type { Joiners } from "../model/joiner.ts";
import type { Organization } from "../model/organization.ts";
import type { Person } from "../model/person.ts";
import type { Plan } from "../model/plan.ts";

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
  /** Live accounts before the plan, by application. */
  readonly live: Readonly<Record<string, number>>;
  /** What the plan makes of the licence pools. */
  readonly pools: Pick<Plan, "seats" | "waiting" | "costs">;
}
