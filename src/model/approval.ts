import type { Instant } from "./instant.ts";

/** Somebody looked at exactly these operations and agrees, and it counted: what journal and ledger keep. */
export interface Approval {
  /** `Plan.operations`. */
  readonly operations: string;
  /** Person id, or login at the forge. */
  readonly by: string;
  /** Team or role in whose name. */
  readonly team: string;
  readonly at: Instant;
  /** The rules that asked the team, sorted, and about how many changes; left out by older versions. */
  readonly rules?: readonly string[];
  readonly changes?: number;
}

/** Somebody takes it upon them that a guard does not stop exactly these operations. */
export interface GuardOverride {
  /** `GuardStop.guard`. */
  readonly guard: string;
  readonly operations: string;
  readonly by: string;
  readonly at: Instant;
  readonly reason: string;
}

/** What a reviewer said, as the forge tells it. */
export interface Review {
  readonly state: "approved" | "changes-requested" | "dismissed" | "commented";
  /** The operations that the reviewer had before them; null when nobody knows. */
  readonly operations: string | null;
  readonly by: string;
  /** In whose name; null: in that of every team that the reviewer is in. */
  readonly team: string | null;
  readonly at: Instant;
  readonly isBot: boolean;
  /** Whether the reviewer may write to the repository; null when nobody asked. */
  readonly mayWrite: boolean | null;
}

/** Everything a pipeline knows of who agreed to a plan. */
export interface Reviews {
  /** When exactly these operations were first shown; null: at the instant of the plan. */
  readonly published: Instant | null;
  /** Author, committers and co-authors, by whatever name. */
  readonly proposers: readonly string[];
  readonly reviews: readonly Review[];
  readonly overrides: readonly GuardOverride[];
}

/** Nobody said anything. */
export const noReviews: Reviews = { published: null, proposers: [], reviews: [], overrides: [] };

/** Who is in which team: person ids, or other names of people, by the name of the team. */
export type Teams = ReadonlyMap<string, readonly string[]>;
