import type { Application, SecretReference } from "./application.ts";
import type { ApplySettings } from "./apply-settings.ts";
import type { Assignment } from "./assignment.ts";
import type { Milliseconds } from "./instant.ts";
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
}

/** Where the ledger lives and who signs it. */
export interface AuditSettings {
  /** Branch without `refs/heads/`. */
  readonly branch: string;
  readonly signer: SecretReference | null;
  /** Path of the allowed signers (OpenSSH format), relative to the root. */
  readonly allowedSigners: string;
  /** Remote to push to; null keeps the ledger local. */
  readonly remote: string | null;
}

/** Everything people wrote, checked and resolved: the input of a plan. Lists are sorted by name or id. */
export interface Organization {
  readonly name: string;
  readonly people: readonly Person[];
  readonly roles: readonly Role[];
  readonly pools: readonly LicensePool[];
  readonly assignments: readonly Assignment[];
  /** Evidence of use, by application. */
  readonly signIns: readonly SignIns[];
  /** Who was told that an unused seat goes back, by pool and person. */
  readonly notices: readonly SeatNotice[];
  /** Null: nobody looks at who joins. */
  readonly joiners: JoinerSettings | null;
  readonly applications: readonly Application[];
  readonly thresholds: Thresholds;
  readonly rosterGuard: RosterGuard;
  /** Requests a second over all applications. */
  readonly perSecond: number;
  /** How long a plan may wait for its apply. */
  readonly planExpiry: Milliseconds;
  readonly apply: ApplySettings;
  readonly audit: AuditSettings;
}
