import type { Instant } from "./instant.ts";

/** Somebody looked at exactly these operations and agrees. */
export interface Approval {
  /** `Plan.operations`. */
  readonly operations: string;
  /** Person id, or login at the forge. */
  readonly by: string;
  /** Team or role in whose name. */
  readonly team: string;
  readonly at: Instant;
}
