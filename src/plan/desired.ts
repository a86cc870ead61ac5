import type { AccountAttributes } from "../model/access.ts";
import type { Application } from "../model/application.ts";
import type { Assignment } from "../model/assignment.ts";
import type { Because } from "../model/because.ts";
import type { Holding } from "../model/holding.ts";
import type { Instant } from "../model/instant.ts";
import type { Person } from "../model/person.ts";
import type { LicensePool } from "../model/pool.ts";
import type { Entitlement } from "../model/role.ts";
import type { Source } from "../model/source.ts";

/** What one set of roles gives in one application; shared by everybody with the same roles for the same reasons. */
export interface AccessBundle {
  /** Sorted by key; seats are not among them. */
  readonly entitlements: readonly {
    readonly key: string;
    readonly entitlement: Entitlement;
    readonly because: readonly Because[];
  }[];
  readonly keys: ReadonlySet<string>;
  /** Everything that gives an account here, seats included. */
  readonly because: readonly Because[];
}

/** The account that a person should have in one application. */
export interface DesiredAccount {
  readonly person: Person;
  readonly userName: string;
  readonly attributes: AccountAttributes;
  readonly bundle: AccessBundle;
  /** Nothing but a seat asks for the account: it is made, or opened again, only together with the seat. */
  readonly seatOnly: boolean;
}

/** What one application should look like. */
export interface DesiredApplication {
  readonly application: Application;
  /** By person id. */
  readonly accounts: ReadonlyMap<string, DesiredAccount>;
  /** Entitlements that some role or pool names here, by key: only these are ever granted or revoked. */
  readonly managed: ReadonlyMap<string, ManagedEntitlement>;
  readonly pools: readonly LicensePool[];
  /** Assignments that are over, by person: why somebody may have just lost something. */
  readonly ended: ReadonlyMap<string, readonly Assignment[]>;
}

/** An entitlement that somebody wrote down, with the roles that give it or ask for a seat of it. */
export interface ManagedEntitlement {
  readonly entitlement: Entitlement;
  readonly roles: readonly string[];
  readonly at: Source;
  /** Set when it is what a seat of this pool looks like. */
  readonly pool: string | null;
  /** Nothing that is written names it any more: it is taken back from these people, and from nobody else. */
  readonly givenTo?: ReadonlySet<string>;
}

/** A person asks for a seat. */
export interface SeatDemand {
  readonly person: Person;
  readonly pool: string;
  readonly because: readonly Because[];
}

/** Who should have what at an instant. */
export interface Desired {
  readonly at: Instant;
  /** Everybody on the roster, by id. */
  readonly people: ReadonlyMap<string, Person>;
  /** Roles of everybody who is present, by person id. */
  readonly holdings: ReadonlyMap<string, readonly Holding[]>;
  readonly applications: ReadonlyMap<string, DesiredApplication>;
  readonly demands: readonly SeatDemand[];
}
