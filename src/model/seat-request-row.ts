import type { Instant } from "./instant.ts";
import type { SeatRequestState } from "./seat-request.ts";

/** A request to a pool's reserve with what has become of it. */
export interface SeatRequestRow {
  readonly pool: string;
  readonly application: string;
  /** Who adds the seats. */
  readonly supplier: string;
  readonly id: string;
  readonly seats: number;
  readonly state: SeatRequestState;
  readonly requested: Instant;
  /** Whole days since it was requested. */
  readonly ageDays: number;
  readonly decided: Instant | null;
  /** Seats that were granted; null: none were. */
  readonly granted: number | null;
  readonly from: Instant | null;
  /** First moment without the seats; null: there is none, or they stay. */
  readonly until: Instant | null;
  readonly reason: string;
  readonly reference: string | null;
}

/** What became of telling the supplier of a request. */
export type Delivery =
  | { readonly kind: "sent"; readonly pool: string; readonly id: string }
  | { readonly kind: "failed"; readonly pool: string; readonly id: string; readonly reason: string }
  /** The reserve names no webhook. */
  | { readonly kind: "by-hand"; readonly pool: string; readonly id: string };
