import type { Application, SecretReference } from "./application.ts";
import type { ApplySettings } from "./apply-settings.ts";
import type { Teams } from "./approval.ts";
import type { Assignment } from "./assignment.ts";
import type { GuardLimits } from "./guard-limits.ts";
import type { Retention } from "./hold.ts";
import type { Instant, Milliseconds } from "./instant.ts";
import type { JoinerSettings } from "./joiner.ts";
import type { Person } from "./person.ts";
import type { LicensePool } from "./pool.ts";
import type { Role } from "./role.ts";
import type { SeatNotice } from "./seat-notice.ts";
import type { SignIns } from "./sign-ins.ts";

/** Numbers that policies judge by: `policies/thresholds.yaml` as plain data. */
export type Thresholds = Readonly<Record<string, unknown>>;

/** What the roster must look like to be believed at all. */
export interface RosterGuard {
  readonly minPeople: number;
  /** Largest share (0 to 1) of known people that may vanish from one plan to the next. */
  readonly maxDrop: number;
  /** An older export is not believed, nor one whose age nobody knows; left out: any age. */
  readonly maxAge?: Milliseconds;
  /** Smallest share of people who have something in a column. */
  readonly filled?: Readonly<Record<string, number>>;
  /** Largest share of people whose mail, manager, department or column of `filled` may become empty since the last run. */
  readonly maxBlanked?: number;
  /** What must come with the roster: nothing (left out), its manifest, or its manifest and a signature. */
  readonly manifest?: "required" | "signed";
}

/** What it takes for an approval to hold. */
export interface ApprovalSettings {
  readonly expire: Milliseconds;
  /** How long an approval may take. */
  readonly sla: Milliseconds;
}

/** Verifier keys of witnesses (C2SP signed-note, `NAME+ID+KEY`), and how many of them it takes; none: 0. */
export interface WitnessSettings {
  readonly keys: readonly string[];
  readonly quorum: number;
}

/** Where the ledger lives and who signs it. */
export interface AuditSettings {
  /** Branch without `refs/heads/`. */
  readonly branch: string;
  readonly signer: SecretReference | null;
  /** Path of the allowed signers (OpenSSH format), relative to the root. */
  readonly allowedSigners: string;
  /** Path of the head of the ledger that main keeps, relative to the root. */
  readonly anchor: string;
  /** Who must have cosigned a checkpoint before it counts. */
  readonly witnesses: WitnessSettings;
  /** Address of a time-stamp authority (RFC 3161), or a reference to it; left out: there is none. */
  readonly timestamp?: string | SecretReference;
  /** Remote to push to; null keeps the ledger local. */
  readonly remote: string | null;
  /** How values of people are kept encrypted; left out: the ledger keeps their digests alone. */
  readonly personalData?: PersonalDataSettings;
  /** How long the keys of people who have left are kept; left out: for ever. */
  readonly retention?: Retention;
}

/** Where the keys of people lie, and what opens them. */
export interface PersonalDataSettings {
  /** A directory outside every repository: an absolute path, or the variable that holds one. */
  readonly keys: string | SecretReference;
  readonly master: MasterKey;
}

/** A key of 32 bytes, or two programs that wrap and unwrap what they get on standard input. */
export type MasterKey =
  | { readonly kind: "key"; readonly key: SecretReference }
  | {
      readonly kind: "command";
      readonly wrap: readonly string[];
      readonly unwrap: readonly string[];
      /** Names of the variables that the programs see, besides PATH and HOME. */
      readonly environment: readonly string[];
    };

/** Everything people wrote, checked and resolved: the input of a plan. Lists are sorted by name or id. */
export interface Organization {
  readonly name: string;
  readonly people: readonly Person[];
  readonly roles: readonly Role[];
  readonly pools: readonly LicensePool[];
  readonly assignments: readonly Assignment[];
  /** Evidence of use that files hold, by application. */
  readonly signIns: readonly SignIns[];
  /** Who was told that an unused seat goes back, by pool and person. */
  readonly notices: readonly SeatNotice[];
  /** Null: nobody looks at who joins. */
  readonly joiners: JoinerSettings | null;
  readonly applications: readonly Application[];
  readonly thresholds: Thresholds;
  readonly rosterGuard: RosterGuard;
  /** When the roster was exported, as it says itself; left out or null: nobody knows. */
  readonly rosterExported?: Instant | null;
  /** Over all applications together; left out: whatever each application allows. */
  readonly guards?: GuardLimits;
  /** Left out: approvals do not expire. */
  readonly approvals?: ApprovalSettings;
  /** Left out: nobody wrote down who is in which team. */
  readonly teams?: Teams;
  /** Requests a second over all applications. */
  readonly perSecond: number;
  /** How long a plan may wait for its apply. */
  readonly planExpiry: Milliseconds;
  readonly apply: ApplySettings;
  readonly audit: AuditSettings;
}
