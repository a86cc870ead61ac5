import type { Change, ChangeKind } from "./change.ts";
import type { Decision } from "./decision.ts";
import type { Finding } from "./finding.ts";
import type { Instant } from "./instant.ts";
import type { PoolCost } from "./pool-cost.ts";

/** A limit that holds outside policy and stops everything before the first write. */
export interface GuardStop {
  readonly guard: string;
  readonly message: string;
}

/** One ordered change with what policy said of it. */
export interface PlannedChange {
  readonly change: Change;
  readonly decision: Decision;
}

/** Seats of one pool and location before and after the plan. */
export interface SeatSummary {
  readonly pool: string;
  /** A name in the quota, or `global`. */
  readonly location: string;
  readonly quota: number;
  /** What it was when the last run was recorded; null when that is not known, or the same pool had no such location. */
  readonly quotaBefore: number | null;
  readonly usedBefore: number;
  readonly usedAfter: number;
}

/** Somebody whom a full pool keeps waiting; `place` starts at 1. */
export interface Waiting {
  readonly pool: string;
  readonly person: string;
  readonly location: string;
  readonly place: number;
  readonly reason: string;
}

/** What one application is like before the plan and will cost to change. */
export interface ApplicationSummary {
  readonly application: string;
  readonly accounts: number;
  readonly groups: number;
  readonly listing: "complete" | "untrusted";
  /** Predicted mutating requests. */
  readonly calls: number;
  readonly changes: Readonly<Partial<Record<ChangeKind, number>>>;
}

/** The recorded run that a plan takes back. */
export interface Undoes {
  /** Its place in the ledger. */
  readonly sequence: number;
  /** `RunRecord.run`. */
  readonly run: string;
  /** Only what the run made in this ring is taken back; left out: all of it. */
  readonly ring?: number;
}

/** Everything a plan stands on; a digest is `sha256:` and 64 hex digits. */
export interface Basis {
  /** Commit of the tree that was read; null for a working directory with changes or without git. */
  readonly commit: string | null;
  /** Digest of every input file, by path, sorted. */
  readonly inputs: Readonly<Record<string, string>>;
  /** Digest of the live state of every application. */
  readonly live: Readonly<Record<string, string>>;
  readonly policy: string;
  /** The commit whose policies judged as well, and their digest; left out when only the proposal's own did. */
  readonly base?: { readonly commit: string; readonly policy: string };
  /** Who proposes: person ids, or names that nobody on the roster answers to; left out when nobody is known. */
  readonly proposers?: readonly string[];
  /** The instant the plan is made for. */
  readonly at: Instant;
  readonly expires: Instant;
  /** Version of Rollcall that made it. */
  readonly engine: string;
  /** Set in a plan that puts back what was before a run, whatever the files say. */
  readonly undoes?: Undoes;
}

/** What would be done, in order, and what policy says to it: data, never closures. */
export interface Plan {
  readonly format_version: "1.0";
  readonly organization: string;
  readonly basis: Basis;
  readonly changes: readonly PlannedChange[];
  /** Policy on the plan as a whole. */
  readonly decision: Decision;
  readonly guards: readonly GuardStop[];
  readonly seats: readonly SeatSummary[];
  /** Of the pools that have a price. */
  readonly costs: readonly PoolCost[];
  readonly waiting: readonly Waiting[];
  readonly findings: readonly Finding[];
  readonly applications: readonly ApplicationSummary[];
  /** People of the roster that count as here, for the next plan's drop guard. */
  readonly people: number;
  /** Digest of the changes alone (order, before, after): what approvals and re-planning compare. */
  readonly operations: string;
  /** Digest of the whole plan without this field. */
  readonly digest: string;
}
