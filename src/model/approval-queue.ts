import type { Instant, Milliseconds } from "./instant.ts";

/** A plan that nobody has applied yet, as far as its file and its approvals tell. */
export interface PendingPlan {
  readonly file: string;
  readonly operations: string;
  readonly changes: number;
  /**
   * `waiting`: approvals are missing, somebody asks for changes, or a guard waits to be overridden. `settled`: nobody has to agree any
   * more. `hopeless`: policy denies it, or a guard stops it that nobody can override. `expired`: it has to be made again.
   */
  readonly state: "waiting" | "settled" | "hopeless" | "expired";
  /** Since when approvals of it count. */
  readonly since: Instant;
  readonly ageSeconds: number;
  /** It waits, and longer than an approval may take. */
  readonly isOverdue: boolean;
  /** What is missing: teams, guards, and who asks for changes. */
  readonly missing: readonly PendingNeed[];
}

/** One thing that a plan waits for. */
export interface PendingNeed {
  readonly kind: "team" | "guard" | "changes-requested";
  /** The team, the guard, or who asks for changes. */
  readonly from: string;
  readonly have: number;
  readonly required: number;
}

/** The plans that wait for somebody's approval, overdue ones first, then the oldest. */
export interface ApprovalQueue {
  readonly at: Instant;
  readonly sla: Milliseconds;
  readonly waiting: number;
  readonly overdue: number;
  /** Of those that wait; null when none does. */
  readonly oldestSeconds: number | null;
  readonly plans: readonly PendingPlan[];
}
