import type { ChangeKind } from "./change.ts";
import type { Instant } from "./instant.ts";
import type { OutcomeStatus } from "./outcome.ts";

/** How far the changes of one application are. */
interface ApplicationProgress {
  readonly application: string;
  readonly total: number;
  readonly done: number;
}

/** Progress of a run; only `cli/` turns it into words on a screen. */
export type Event =
  | { readonly kind: "reading"; readonly application: string; readonly accounts: number; readonly groups: number }
  | {
      readonly kind: "read";
      readonly application: string;
      readonly accounts: number;
      readonly groups: number;
      readonly verdict: "complete" | "untrusted";
    }
  | { readonly kind: "judging"; readonly done: number; readonly total: number }
  | {
      readonly kind: "applying";
      readonly total: number;
      /** Ended already, when an interrupted run goes on. */
      readonly done: number;
      readonly applications: readonly ApplicationProgress[];
    }
  | {
      readonly kind: "change-done";
      readonly key: string;
      readonly application: string;
      readonly change: ChangeKind;
      readonly status: OutcomeStatus;
      readonly done: number;
      readonly total: number;
    }
  | { readonly kind: "waiting"; readonly application: string; readonly milliseconds: number; readonly reason: string }
  | { readonly kind: "resuming"; readonly run: string; readonly done: number; readonly open: number }
  | { readonly kind: "lease-taken-over"; readonly from: string; readonly run: string; readonly since: Instant }
  /** A run that vanished was looked after and put on the ledger. */
  | { readonly kind: "recovered"; readonly run: string; readonly sequence: number; readonly found: number }
  | { readonly kind: "ring-begun"; readonly ring: number; readonly rings: number; readonly people: number }
  | { readonly kind: "halted"; readonly reason: string }
  | { readonly kind: "alarm-raised" }
  | { readonly kind: "alarm-failed"; readonly reason: string }
  | { readonly kind: "recorded"; readonly sequence: number; readonly commit: string };

/** Receives progress. */
export type Emit = (event: Event) => void;
