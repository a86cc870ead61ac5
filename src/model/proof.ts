import type { Instant } from "./instant.ts";
import type { ManifestEntry } from "./manifest.ts";

/** What of a proof did not hold. */
export interface ProofFault {
  readonly rule:
    | "form"
    | "manifest"
    | "place"
    | "manifest-signature"
    | "signer"
    | "entry"
    | "path"
    | "checkpoint"
    | "checkpoint-signature"
    | "cosignature"
    | "kept";
  readonly message: string;
}

/** What a proof of a record says, and what of it does not hold: nothing, when it proves it. */
export interface ProofVerdict {
  readonly faults: readonly ProofFault[];
  readonly sequence: number | null;
  readonly origin: string | null;
  /** How many records the checkpoint has. */
  readonly size: number | null;
  readonly recorded: Instant | null;
  /** Name of the run or the event. */
  readonly about: string | null;
  /** Who signed the record. */
  readonly principal: string | null;
  readonly cosignedBy: readonly string[];
  /** Whether the checkpoint is one that was kept by whoever checks. */
  readonly isKept: boolean;
  readonly entry: ManifestEntry | null;
}
