import type { Approval, GuardOverride } from "./approval.ts";
import type { Instant } from "./instant.ts";

interface EventBase {
  /** Tells it from every other event of the ledger: the same one never appears twice. */
  readonly id: string;
  readonly organization: string;
  /** Who wrote it down: a login, a workflow. */
  readonly actor: string;
  readonly engine: string;
  readonly at: Instant;
}

/** A run is about to change something: written before its first change, so that a run that vanishes leaves a question open. */
export interface IntentEvent extends EventBase {
  readonly kind: "intent";
  /** The run whose record closes it. */
  readonly run: string;
  readonly plan: { readonly digest: string; readonly operations: string; readonly at: Instant };
  /** Commit of the files. */
  readonly commit: string | null;
  readonly policy: string;
  /** How many changes the plan has. */
  readonly changes: number;
  readonly approvals: readonly Approval[];
  readonly overrides?: readonly GuardOverride[];
}

/** Nothing was to be done: without it, silence could as well be a record that was taken away. */
interface HeartbeatEvent extends EventBase {
  readonly kind: "heartbeat";
  readonly commit: string | null;
}

/** A key of the ledger comes, goes, or is not to be trusted any more; written by a key that is still good. */
interface KeyEvent extends EventBase {
  readonly kind: "key-event";
  readonly event: "added" | "retired" | "revoked";
  readonly principal: string;
  /** Public key as SSH writes it on one line, without a comment. */
  readonly key: string;
  /** From when on it is so. */
  readonly from: Instant;
}

/** The keys that a person's values were sealed with were destroyed: what they sealed can be read by nobody any more. */
export interface ErasureEvent extends EventBase {
  readonly kind: "erasure";
  readonly person: string;
  /** Ids of the destroyed keys. */
  readonly keys: readonly string[];
  readonly reason: "request" | "retention" | "mistake";
}

/** Somebody looked at a run after the fact, as emergency access wants it. */
interface ReviewEvent extends EventBase {
  readonly kind: "review";
  /** Place of the run. */
  readonly sequence: number;
  readonly run: string;
  readonly verdict: "accepted" | "rejected";
  /** Where the matter is kept: a ticket, a pull request. */
  readonly ticket: string | null;
}

/** What the ledger keeps besides runs. */
export type LedgerEvent = IntentEvent | HeartbeatEvent | KeyEvent | ErasureEvent | ReviewEvent;
