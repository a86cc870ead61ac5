import type { Instant } from "./instant.ts";

/** How often, and when last, runs gave and took one thing; an account counts as what its person has in that application. */
export interface HeldBefore {
  readonly given: number;
  readonly lastGiven: Instant | null;
  readonly taken: number;
  readonly lastTaken: Instant | null;
}

/** What the ledger knows of somebody and one thing; `what` is an entitlement key, `pool:NAME`, or `account`. */
export interface LedgerHistory {
  of(person: string, application: string, what: string): HeldBefore | null;
}
