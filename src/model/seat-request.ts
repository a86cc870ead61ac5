import type { Instant, Milliseconds } from "./instant.ts";
import type { Source } from "./source.ts";

/** What the supplier said to a request. */
export type SeatDecision =
  | { readonly kind: "open" }
  | { readonly kind: "refused"; readonly decided: Instant }
  | {
      readonly kind: "granted";
      readonly decided: Instant;
      readonly seats: number;
      readonly from: Instant;
      /** The first moment without them; null: they stay. */
      readonly until: Instant | null;
    };

/** Seats that somebody asked a pool's reserve for. */
export interface SeatRequest {
  /** Unique within its pool. */
  readonly id: string;
  readonly seats: number;
  readonly requested: Instant;
  readonly reason: string;
  /** The supplier's own number for it. */
  readonly reference: string | null;
  readonly decision: SeatDecision;
  readonly at: Source;
}

/** What has become of a request; nobody writes `expired`, it follows from the dates. */
export type SeatRequestState = "requested" | "granted" | "refused" | "expired";

/** The state at an instant: a request that nobody decided for so long, or a grant that is over, has expired. */
export function stateOf({ requested, decision }: SeatRequest, expires: Milliseconds, at: Instant): SeatRequestState {
  switch (decision.kind) {
    case "open":
      return Date.parse(requested) + expires <= Date.parse(at) ? "expired" : "requested";
    case "refused":
      return "refused";
    case "granted":
      return decision.until !== null && decision.until <= at ? "expired" : "granted";
  }
}

/** Granted seats that are there at an instant. */
export function grantedSeats(requests: readonly SeatRequest[], at: Instant): number {
  return requests.reduce((sum, request) => sum + seatsAt(request, at), 0);
}

/** The most granted seats that are there at once, at an instant or at any time after it. */
export function mostGranted(requests: readonly SeatRequest[], since: Instant): number {
  const begins = requests.flatMap(({ decision }) =>
    decision.kind === "granted" && decision.from > since ? [decision.from] : [],
  );
  return Math.max(...[since, ...begins].map((moment) => grantedSeats(requests, moment)));
}

/** When the next granted seats that are there go away; null: they all stay. */
export function nextEnd(requests: readonly SeatRequest[], at: Instant): Instant | null {
  const ends = requests.flatMap((request) => {
    const until = request.decision.kind === "granted" ? request.decision.until : null;
    return until !== null && seatsAt(request, at) > 0 ? [until] : [];
  });
  return ends.sort().at(0) ?? null;
}

function seatsAt({ decision }: SeatRequest, at: Instant): number {
  if (decision.kind !== "granted" || decision.from > at) return 0;
  return decision.until !== null && decision.until <= at ? 0 : decision.seats;
}
