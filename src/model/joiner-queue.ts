import type { Instant, Milliseconds } from "./instant.ts";
import type { JoinerCluster, JoinerReason } from "./joiner.ts";

/** A joiner who gets nothing until somebody has looked. */
export interface HeldJoiner {
  readonly person: string;
  readonly verdict: "review" | "block";
  readonly score: number;
  readonly reasons: readonly JoinerReason[];
  /** `JoinerCluster.id` of each. */
  readonly clusters: readonly string[];
  readonly since: Instant | null;
  /** Since `since`; null when that is not known. */
  readonly ageSeconds: number | null;
  /** When somebody has to have looked; null when nobody knows since when it waits. */
  readonly due: Instant | null;
  /** Also where nobody knows since when; never once it was decided. */
  readonly isOverdue: boolean;
  /** Who has blocked it by hand; null: nobody has looked yet. */
  readonly decidedBy: string | null;
}

/** Held joiners: who waits for somebody to look first, the oldest first, then who was blocked by hand. */
export interface JoinerQueue {
  readonly at: Instant;
  readonly reviewSla: Milliseconds;
  readonly held: readonly HeldJoiner[];
  readonly clusters: readonly JoinerCluster[];
}
