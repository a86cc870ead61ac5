import type { Because } from "./because.ts";
import type { Instant } from "./instant.ts";
import type { Entitlement } from "./role.ts";

/** The attributes of an account that Rollcall manages, by name (`givenName`, `department` …); null means absent. */
export type AccountAttributes = Readonly<Record<string, string | null>>;

/** A person's record in one application. */
export interface Account {
  readonly application: string;
  /** The application's own id; null when the account does not exist yet. */
  readonly id: string | null;
  /** The person's id on the roster; null or another id when it is not ours. */
  readonly externalId: string | null;
  readonly userName: string;
  readonly active: boolean;
  readonly attributes: AccountAttributes;
  /** Entitlements carried on the account itself (roles, licences); memberships of groups come with the group. */
  readonly entitlements: readonly Entitlement[];
  /** The server's version (ETag) where it has a real one. */
  readonly version: string | null;
  /** Last sign-in where it was asked for and the application tells it; never compared. */
  readonly lastSignIn: Instant | null;
}

/** A taken place in a pool; `location` is a name in the quota, or `global` for the overflow. */
export interface Seat {
  readonly person: string;
  readonly pool: string;
  readonly location: string;
  readonly because: readonly Because[];
}
