import type { Instant } from "./instant.ts";
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

/** A head of the ledger as it was seen once: which ledger, how many runs, which root; `commit` is null where only the tree is known. */
export interface LedgerHead {
  readonly origin: string;
  readonly size: number;
  /** RFC 6962 root over all manifests, `sha256:` and 64 hex digits. */
  readonly root: string;
  readonly commit: string | null;
}

/** The head that main keeps of the ledger, whose commit is known. */
export type AnchoredHead = LedgerHead & { readonly commit: string };

/** Where a head is kept: in a file on main, in a signed tag, in what somebody kept from before. */
export type AnchorKind = "file" | "tag" | "since";

/**
 * What a kept head says of the ledger. It is still there (`extended`), lies behind its end (`truncated`), another run stands in its
 * place (`forked`), or it is of another ledger (`other-ledger`). It does not count when it is not signed by whoever may
 * (`unsigned`) or too few witnesses stand behind it (`too-few-cosignatures`). `not-reached`: the ledger breaks before it.
 */
export type AnchorVerdict =
  | "extended"
  | "truncated"
  | "forked"
  | "other-ledger"
  | "unsigned"
  | "too-few-cosignatures"
  | "not-reached";

/** One kept head, held against the ledger. */
export interface AnchorCheck {
  readonly kind: AnchorKind;
  /** The path of the file, or the name of the tag. */
  readonly name: string;
  /** How many runs there were; null for a tag that does not say. */
  readonly size: number | null;
  readonly verdict: AnchorVerdict;
  /** Witnesses of the configuration whose cosignature on it holds. */
  readonly cosignedBy: readonly string[];
}

/** A run that was announced before its first change, and whose own record is not there (yet). */
export interface OpenIntent {
  readonly sequence: number;
  readonly run: string;
  readonly at: Instant;
}

/** Whether a ledger holds: from its first run to its head, or the first run that does not and the rule it breaks. */
export type Verification =
  | {
      readonly kind: "verified";
      /** Runs and events from the first to the head. */
      readonly records: number;
      /** Runs that were announced and of which nothing is recorded, oldest first. */
      readonly open: readonly OpenIntent[];
      /** Commit at the tip; null for a ledger without runs. */
      readonly head: string | null;
      readonly checkpoint: Checkpoint | null;
      /** Every kept head that was looked at. */
      readonly anchors: readonly AnchorCheck[];
    }
  | {
      readonly kind: "broken";
      readonly sequence: number;
      readonly commit: string;
      readonly rule: string;
      readonly message: string;
      readonly anchors: readonly AnchorCheck[];
    };
