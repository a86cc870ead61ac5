import type { LedgerEvent } from "./ledger-event.ts";
import type { RunRecord } from "./manifest.ts";

/** One run as it stands in the chain: its place (from 1), the commit that carries it, and what it says. */
export interface LedgerRun {
  readonly sequence: number;
  readonly commit: string;
  readonly record: RunRecord;
}

/** A run without its entries and what it was decided on, which may be large. */
export interface LedgerSummary {
  readonly sequence: number;
  readonly commit: string;
  readonly record: Omit<RunRecord, "entries" | "inputs" | "live" | "judged">;
}

/** An event as it stands in the chain. */
export interface RecordedEvent {
  readonly sequence: number;
  readonly commit: string;
  readonly event: LedgerEvent;
}

/** What to keep outside the repository, so that a rollback of the whole branch is seen. */
export interface Checkpoint {
  readonly sequence: number;
  readonly commit: string;
  /** Digest of the manifest at that place. */
  readonly digest: string;
}

/** Whether a ledger holds: from its first run to its head, or the first run that does not and the rule it breaks. */
export type Verification =
  | {
      readonly kind: "verified";
      readonly runs: number;
      /** Commit at the tip; null for a ledger without runs. */
      readonly head: string | null;
      readonly checkpoint: Checkpoint | null;
    }
  | {
      readonly kind: "broken";
      readonly sequence: number;
      readonly commit: string;
      readonly rule: string;
      readonly message: string;
    };
