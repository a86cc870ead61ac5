import type { Instant } from "./instant.ts";

/** What became of one change. `unverified`: accepted, but reading back could not show it. */
export type OutcomeStatus = "applied" | "unchanged" | "unverified" | "refused" | "failed" | "not-reached";

/** The result of one change, in words a manifest can keep. */
export interface Outcome {
  /** `Change.key`. */
  readonly key: string;
  readonly status: OutcomeStatus;
  /** Remote account id, when known afterwards. */
  readonly account: string | null;
  /** Why, for everything but applied and unchanged; never a secret, never a raw server body. */
  readonly reason: string | null;
  /** The application's request id or version, when it tells one. */
  readonly reference: string | null;
  readonly attempts: number;
  /** True when the effect was found on resuming, after a run that died before it could say so. */
  readonly recovered: boolean;
  readonly at: Instant;
}

/** How many have which status; nothing of a status that none has. */
export function countStatuses(
  results: Iterable<{ readonly status: OutcomeStatus }>,
): Readonly<Partial<Record<OutcomeStatus, number>>> {
  const counts: Partial<Record<OutcomeStatus, number>> = {};
  for (const { status } of results) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}
