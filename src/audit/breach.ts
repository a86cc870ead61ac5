/** What a run in the ledger can break; `docs/ledger.md` says what each means. */
export type LedgerRule =
  | "history"
  | "commit-form"
  | "linear"
  | "time-backwards"
  | "time-future"
  | "commit-signature"
  | "signer"
  | "files"
  | "trailers"
  | "manifest-form"
  | "chain"
  | "version"
  | "run-repeated"
  | "entries"
  | "basis"
  | "entries-form"
  | "basis-form"
  | "counts"
  | "manifest-signature"
  | "checkpoint"
  | "state"
  | "tree"
  | "anchor"
  | "object"
  | "origin";

/** A run that breaks a rule; caught where the run's place is known. */
export class Breach extends Error {
  override readonly name = "Breach";
  readonly rule: LedgerRule;

  constructor(rule: LedgerRule, message: string) {
    super(message);
    this.rule = rule;
  }
}
