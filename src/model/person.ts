import type { Instant } from "./instant.ts";
import type { Source } from "./source.ts";

/** How somebody belongs to the organisation. */
export type PersonKind = "employee" | "contractor" | "guest" | "service";

/** `leave` keeps access (parental leave, sabbatical); `left` has lost it. */
export type PersonStatus = "active" | "leave" | "left";

/** Somebody, or a service account, on the roster. */
export interface Person {
  readonly id: string;
  readonly kind: PersonKind;
  readonly status: PersonStatus;
  readonly userName: string;
  readonly givenName: string;
  readonly familyName: string;
  readonly email: string | null;
  /** Id of the person who answers for this one: a manager, or the owner of a service account. */
  readonly manager: string | null;
  /** First moment of access; null means always. */
  readonly start: Instant | null;
  /** First moment without access; null means open-ended. */
  readonly end: Instant | null;
  /** Every further column of the roster (department, title, location, country …), as written, sorted by name. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly at: Source;
}
