/** The newest word of the ledger on one membership. */
export interface RecalledMembership {
  /** `given`: it was given, or at least that was accepted. `taken`: gone. `taken-unseen`: that was accepted, and could not be seen. */
  readonly word: "given" | "taken" | "taken-unseen";
  /** Remote id of the account that it was about; null when that was not known. */
  readonly account: string | null;
}

/** What the ledger says of one application. */
export interface RecalledApplication {
  /** Remote ids of accounts that we made, or that we gave something to or took something from: of these it knows every membership. */
  readonly accounts: ReadonlySet<string>;
  /** People to whom a run gave anything there, and whose account no run has deleted since. */
  readonly people: ReadonlySet<string>;
  /** By entitlement key, then by person id. */
  readonly memberships: ReadonlyMap<string, ReadonlyMap<string, RecalledMembership>>;
}

/** What the ledger says, by application. */
export type Recalled = ReadonlyMap<string, RecalledApplication>;
