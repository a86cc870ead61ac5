import type { Application } from "./application.ts";
import type { ApplySettings } from "./apply-settings.ts";
import type { Teams } from "./approval.ts";
import type { Assignment } from "./assignment.ts";
import type { AuditSettings } from "./audit-settings.ts";
import type { GuardLimits } from "./guard-limits.ts";
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
