import type { AccountAttributes } from "../model/access.ts";
import type { Application } from "../model/application.ts";
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
  /** Nothing but a seat asks for the account: without a seat there is none. */
  readonly seatOnly: boolean;
}

/** What one application should look like. */
export interface DesiredApplication {
  readonly application: Application;
  /** By person id. */
  readonly accounts: ReadonlyMap<string, DesiredAccount>;
  /** Keys of the entitlements that some role or pool names here: only these are ever granted or revoked. */
  readonly managed: ReadonlyMap<string, ManagedEntitlement>;
  readonly pools: readonly LicensePool[];
}

/** An entitlement that somebody wrote down, with the roles that give it. */
export interface ManagedEntitlement {
  readonly entitlement: Entitlement;
  readonly roles: readonly string[];
  readonly at: Source;
  /** Set when it is what a seat of this pool looks like. */
  readonly pool: string | null;
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
