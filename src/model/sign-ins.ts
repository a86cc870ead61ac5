import type { Instant, Milliseconds } from "./instant.ts";
import type { Source } from "./source.ts";

/** What the evidence says of one person. */
export interface SignIn {
  /** The last time; null: this person has an account and has never signed in. */
  readonly last: Instant | null;
  readonly at: Source;
}

/** Who signed in to one application, and when last, as a file tells it. */
export interface SignIns {
  readonly application: string;
  readonly file: string;
  /** How old the newest sign-in may be before nothing is concluded from the others. */
  readonly maxAge: Milliseconds;
  /** The newest sign-in of anybody, also of people who are not on the roster; null: nobody has ever signed in. */
  readonly newest: Instant | null;
  /** By person id; of who is not in it, nothing is known. */
  readonly people: ReadonlyMap<string, SignIn>;
}

/** Whether somebody signed in lately enough to show that the evidence is still coming in. */
export function isFresh({ newest, maxAge }: SignIns, at: Instant): boolean {
  return newest !== null && Date.parse(at) - Date.parse(newest) <= maxAge;
}
