import type { Instant } from "./instant.ts";

/** What an auditor may ask the ledger. */
export type AuditQuestion =
  | "population"
  | "access"
  | "why"
  | "timeliness"
  | "approvals"
  | "failures"
  | "emergency"
  | "keys"
  | "sample"
  | "reconcile";

/** From its first moment up to, and without, its last; null: without a bound. A record belongs to it by the time of its commit. */
export interface AuditPeriod {
  readonly from: Instant | null;
  readonly to: Instant | null;
}

/** What one cell says; null: nothing. */
export type AuditCell = string | number | null;

/** A column; `person` holds ids of people. */
export interface AuditColumn {
  readonly name: string;
  readonly title: string;
  readonly kind: "text" | "number" | "person";
  /** Left out where there is little room: on a terminal and on paper. */
  readonly isDetail?: true;
}

/** Rows of cells under columns; every row has as many cells as there are columns. */
export interface AuditTable {
  /** Unique in its report, in small letters. */
  readonly name: string;
  readonly title: string;
  readonly columns: readonly AuditColumn[];
  readonly rows: readonly (readonly AuditCell[])[];
}

/** What the ledger answers. */
export interface AuditAnswer {
  readonly question: AuditQuestion;
  readonly title: string;
  /** What was asked for beside the period, by name. */
  readonly asked: Readonly<Record<string, string | number>>;
  /** The answer in sentences, the most important first. */
  readonly said: readonly string[];
  /** How many things somebody should look at. */
  readonly exceptions: number;
  /** The first one is what was asked for. */
  readonly tables: readonly AuditTable[];
  /** What the ledger cannot know, in sentences. */
  readonly unknown: readonly string[];
}

/** A record's place in the chain. */
export interface LedgerPlace {
  readonly sequence: number;
  readonly commit: string;
  readonly recorded: Instant;
  /** Digest of its manifest. */
  readonly digest: string;
  /** Digest of the manifest before it, as it says. */
  readonly prev: string | null;
}

/** Where the chain of records does not go on as it should. */
export interface LedgerGap {
  readonly after: number;
  readonly next: number;
  /** A number is left out or repeated, or the digest of the record before is another one. */
  readonly why: "sequence" | "prev";
}

/** Which records an answer comes from, and how anybody can tell that they are all. */
export interface LedgerExtent {
  readonly origin: string | null;
  /** First and last record of the period; null: none is. */
  readonly first: LedgerPlace | null;
  readonly last: LedgerPlace | null;
  /** How many records, runs, events and entries the period has. */
  readonly records: number;
  readonly runs: number;
  readonly events: number;
  readonly entries: number;
  /** Size and root of the tree of all records up to the end of the period, computed from the manifests themselves. */
  readonly size: number;
  readonly root: string;
  /** Whether the checkpoint that the ledger has at this place says the same. */
  readonly checkpoint: "agrees" | "differs" | "missing";
  /** Of the whole chain, not of the period alone. */
  readonly gaps: readonly LedgerGap[];
  /** The newest record when the question was asked. */
  readonly head: LedgerPlace | null;
}

/** An answer with what it was asked of. */
export interface AuditReport extends AuditAnswer {
  readonly organization: string;
  readonly period: AuditPeriod;
  readonly extent: LedgerExtent;
  /** When it was asked. */
  readonly at: Instant;
}
