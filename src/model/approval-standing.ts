import type { Approval, GuardOverride } from "./approval.ts";
import type { Instant } from "./instant.ts";

/** Why an approval or an override does not count, or why a member of a team cannot give one. */
export type Objection =
  | "proposed"
  | "benefits"
  | "bot"
  | "no-write"
  | "not-here"
  | "not-in-team"
  | "no-team-named"
  | "ambiguous"
  | "withdrawn"
  | "other-operations"
  | "too-early"
  | "expired";

/** Somebody by the name that the reviews or the team use, and what stands against them. */
export interface Objected {
  readonly by: string;
  readonly why: Objection;
}

/** How far one team has agreed. */
export interface NeedStanding {
  readonly from: string;
  readonly required: number;
  readonly have: number;
  readonly rules: readonly string[];
  /** Changes that the team is asked about. */
  readonly changes: number;
  readonly counted: readonly Approval[];
  /** Approvals of this team that do not count, or count for others only. */
  readonly passedOver: readonly Objected[];
  /** Members who could still agree; null when nobody wrote down who is in the team. */
  readonly couldGive: readonly string[] | null;
  /** Members who could not, whatever they say. */
  readonly cannotGive: readonly Objected[];
}

/** How far a guard that stops has been overridden. */
export interface OverrideStanding {
  readonly guard: string;
  /** False: nobody can. */
  readonly isPossible: boolean;
  readonly required: number;
  readonly counted: readonly GuardOverride[];
  readonly passedOver: readonly Objected[];
}

/** A member of a required team asks for changes, and has not said otherwise since. */
export interface Block {
  readonly by: string;
  readonly teams: readonly string[];
  readonly at: Instant;
}

/** What is there of what a plan needs, and what is missing. */
export interface ApprovalStanding {
  /** `Plan.operations`: what every approval must name. */
  readonly operations: string;
  /** Approvals before this instant do not count. */
  readonly published: Instant;
  /** By team. */
  readonly needs: readonly NeedStanding[];
  /** By guard. */
  readonly overrides: readonly OverrideStanding[];
  readonly blocks: readonly Block[];
}

/** Teams that have not agreed often enough. */
export function missingNeeds({ needs }: ApprovalStanding): readonly NeedStanding[] {
  return needs.filter(({ required, have }) => have < required);
}

/** Whether every guard that stops the plan has been overridden. */
export function isOverridden({ isPossible, required, counted }: OverrideStanding): boolean {
  return isPossible && counted.length >= required;
}

/** Whether all teams agree and nobody asks for changes; guards are another matter. */
export function isApproved(standing: ApprovalStanding): boolean {
  return standing.blocks.length === 0 && missingNeeds(standing).length === 0;
}
