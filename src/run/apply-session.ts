import type { Halt } from "../apply/health.ts";
import type { Lease } from "../apply/held-lease.ts";
import type { Journal } from "../apply/journal.ts";
import type { Consent } from "../apply/standing.ts";
import type { ApplySettings } from "../model/apply-settings.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import type { Instant, Milliseconds } from "../model/instant.ts";
import type { RunRecord } from "../model/manifest.ts";
import type { Outcome } from "../model/outcome.ts";
import type { Plan } from "../model/plan.ts";
import type { OpenConnectors } from "./open-connectors.ts";
import type { OpenLedger, Recorded } from "./open-ledger.ts";
import type { RecordedFiles } from "./record-run.ts";

/** One plan on its way, and how the world around it is reached: no file that people write is read from here on. */
export interface Session {
  readonly plan: Plan;
  readonly planText: string;
  readonly consent: Consent;
  /** The moment at which approvals must hold; null: when the run begins. */
  readonly at: Instant | null;
  readonly settings: ApplySettings;
  /** Where the lease and the journal are shared; null: in this repository alone. */
  readonly remote: string | null;
  readonly ledger: OpenLedger;
  /** Applications whose changes are made; null: all. */
  readonly only: ReadonlySet<string> | null;
  /** Somebody looked into the last halt and says to go on. */
  readonly resumes: boolean;
  /** How long to wait for somebody else's apply to end. */
  readonly wait: Milliseconds;
  /** What the record says of the files beside the plan; left out: nothing. */
  readonly files?: RecordedFiles;
  /** Opens every application; `beforeWrite` throws when nothing may be written any more. */
  connect(beforeWrite: () => void): Promise<OpenConnectors>;
  /** Throws `plan-stale` when the files are not those that the plan was made from, `plan-expired` when it is too old to begin. */
  check(start: "begins" | "goes-on"): void;
  /** Plans again from live state and throws `plan-stale` unless the same operations come out. */
  replan(connectors: OpenConnectors): Promise<Replanned>;
}

/** With the lease: nobody else applies or records. */
export type LeasedSession = Session & { readonly lease: Lease };

/** With the applications and the journal: changes can be made. */
export type OpenSession = LeasedSession & { readonly connectors: OpenConnectors; readonly journal: Journal };

/** What planning again gives. */
export type Replanned =
  | { readonly kind: "planned"; readonly plan: Plan }
  | { readonly kind: "invalid"; readonly diagnostics: readonly Diagnostic[] };

/** Whether a ring that did not pass was put back, as the run at that place of the ledger; or why not. */
export type RolledBack =
  | { readonly kind: "rolled-back"; readonly sequence: number; readonly isWhole: boolean }
  | { readonly kind: "left"; readonly reason: string };

/** What became of a plan. */
export type ApplyResult =
  | { readonly kind: "invalid"; readonly diagnostics: readonly Diagnostic[] }
  | { readonly kind: "already-applied"; readonly plan: Plan; readonly recorded: Recorded }
  | {
      readonly kind: "applied";
      readonly plan: Plan;
      readonly outcomes: readonly Outcome[];
      readonly conclusion: RunRecord["conclusion"];
      readonly recorded: Recorded;
      readonly halt: Halt | null;
      /** What became of the ring that did not pass; null when nothing was to be put back. */
      readonly rolledBack: RolledBack | null;
      /** Whether everything that was to be made is so; what `only` leaves out was not to be made. */
      readonly isWhole: boolean;
    };
