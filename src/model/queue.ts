import type { ChangeKind } from "./change.ts";
import type { Instant } from "./instant.ts";
import type { OutcomeStatus } from "./outcome.ts";

/** A change that runs have tried, that has not succeeded since, and that somebody has to look at. */
export interface QueuedChange {
  readonly application: string;
  readonly person: string | null;
  readonly account: string | null;
  readonly kind: ChangeKind;
  /** As in `ManifestEntry`. */
  readonly target: string | null;
  /** How the newest try ended. */
  readonly status: Extract<OutcomeStatus, "failed" | "refused" | "unverified">;
  /** What the newest try said. */
  readonly reason: string | null;
  /** When the oldest try since the last success ended. */
  readonly since: Instant;
  /** Between `since` and the moment of the report. */
  readonly ageSeconds: number;
  /** Runs that tried it. */
  readonly runs: number;
  /** Calls to the application, over all runs. */
  readonly attempts: number;
  /** Places in the ledger of the oldest and of the newest run that tried it. */
  readonly firstRun: number;
  readonly lastRun: number;
}

/** What waits for somebody to look at it, the oldest first. */
export interface ReviewQueue {
  readonly at: Instant;
  /** Place of the newest run of the ledger; null for a ledger without runs. */
  readonly newestRun: number | null;
  readonly changes: readonly QueuedChange[];
}
