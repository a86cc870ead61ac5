import type { Instant } from "./instant.ts";

/** Somebody who may sign records, as a page of evidence names them. */
export interface EvidenceSigner {
  readonly principal: string;
  /** Public key in SSH's format, base64. */
  readonly key: string;
  /** From when and until when, in milliseconds since the epoch; null: always. */
  readonly after: number | null;
  readonly before: number | null;
  /** Whether the key is not to be trusted any more: what it signed counts under a head that was kept before that. */
  readonly revoked: boolean;
}

/** One record of the ledger in its own bytes, as text. */
export interface EvidenceRecord {
  readonly sequence: number;
  readonly manifest: string;
  readonly signatures: string;
  readonly entries: string;
  readonly basis: string;
  /** Hash of the manifest as a leaf of the ledger's tree, base64. */
  readonly leaf: string;
  /** The same of each entry in the tree of its record: they tell which one was altered. */
  readonly entryLeaves: readonly string[];
}

/** Neighbouring records of a ledger with all that it takes to check them without the ledger. */
export interface Evidence {
  readonly format_version: "1.0";
  readonly organization: string;
  /** When it was put together. */
  readonly made: Instant;
  readonly origin: string;
  /** Signed head of the ledger (C2SP tlog-checkpoint), cosigned or not. */
  readonly checkpoint: string;
  readonly signers: readonly EvidenceSigner[];
  /** Text of the `allowed_signers` file that they were taken from. */
  readonly allowedSigners: string;
  /** Verifier keys of witnesses. */
  readonly witnesses: readonly string[];
  /** Roots of the subtrees beside the records, from left to right, base64: with the leaves they give the root of the checkpoint. */
  readonly beside: readonly string[];
  readonly records: readonly EvidenceRecord[];
}
