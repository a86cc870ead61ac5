import type { Finding } from "./finding.ts";
import type { Instant } from "./instant.ts";
import type { OutcomeStatus } from "./outcome.ts";
import type { ApplicationSummary, PlannedChange } from "./plan.ts";

/** A recorded run, and when it looked at the applications. */
export interface RunMoment {
  /** Its place in the ledger. */
  readonly sequence: number;
  readonly at: Instant;
}

/** What puts back something that somebody changed in an application, with what policy says to that. */
export interface DriftedChange extends PlannedChange {
  /** The run that left it as the files ask: it was changed after that. */
  readonly since: RunMoment;
}

/** Why something differs without anybody's hand. */
export type Pending =
  /** The ledger has no run yet. */
  | { readonly kind: "no-run" }
  /** Files that are newer than the run ask for it, or a time that has come since. */
  | { readonly kind: "newer"; readonly run: RunMoment }
  /** The run was to make it, and did not say that it is so. */
  | {
      readonly kind: "unsettled";
      readonly run: RunMoment;
      readonly status: OutcomeStatus;
      readonly reason: string | null;
    }
  /** The run took back what the files still ask for. */
  | { readonly kind: "undone"; readonly run: RunMoment };

/** A change that comes with the next apply and is nobody's hand. */
export interface PendingChange extends PlannedChange {
  readonly why: Pending;
}

/** What somebody changed in applications, apart from what is yet to be applied. */
export interface DriftReport {
  readonly format_version: "1.0";
  readonly organization: string;
  readonly at: Instant;
  readonly commit: string | null;
  /** The newest run that applied files; null: there is none. */
  readonly run: RunMoment | null;
  /** Sorted by key. */
  readonly drift: readonly DriftedChange[];
  /** Sorted by key. */
  readonly pending: readonly PendingChange[];
  /** As a plan has them. */
  readonly findings: readonly Finding[];
  readonly applications: readonly ApplicationSummary[];
}
