import type { Instant, Milliseconds } from "./instant.ts";
import type { Source } from "./source.ts";

/** What the evidence says of one person. */
export interface SignIn {
  /** The last time; null: this person has an account and has never signed in. */
  readonly last: Instant | null;
  /** The line that says so; null: the account itself does. */
  readonly at: Source | null;
}

/** Where evidence comes from. */
export type EvidenceSource =
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "attribute"; readonly attribute: string };

/** Who signed in to one application, and when last. */
export interface SignIns {
  readonly application: string;
  readonly source: EvidenceSource;
  /** How old the newest sign-in may be before nothing is concluded from the others. */
  readonly maxAge: Milliseconds;
  /**
   * The newest sign-in of anybody in a file, also of people who are not on the roster; of accounts the instant that they were read for. Null:
   * there is no sign-in of anybody.
   */
  readonly newest: Instant | null;
  /** By person id; of who is not in it, nothing is known. */
  readonly people: ReadonlyMap<string, SignIn>;
}

/** Whether somebody signed in lately enough to show that the evidence is still coming in. */
export function isFresh({ newest, maxAge }: SignIns, at: Instant): boolean {
  return newest !== null && Date.parse(at) - Date.parse(newest) <= maxAge;
}
