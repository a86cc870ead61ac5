import type { Because } from "./because.ts";
import type { Instant } from "./instant.ts";
import type { SeatNotice } from "./seat-notice.ts";
import type { EvidenceSource } from "./sign-ins.ts";

/** Somebody who does not use a seat and has not been told. */
export interface DueNotice {
  readonly person: string;
  /** null: never signed in. */
  readonly lastSignIn: Instant | null;
  /** From when the seat may be reclaimed if the notice is given on the day that is planned for. */
  readonly reclaim: Instant;
}

/** A notice that has no effect any more, and why. */
export interface SpentNotice {
  readonly notice: SeatNotice;
  readonly reason: string;
}

/** What evidence and notices of one pool with `reclaim` come to; lists are sorted by person. */
export interface UnusedSeats {
  readonly pool: string;
  readonly application: string;
  /** Whether the application tells who sits in the pool; where it does not, nothing is concluded. */
  readonly isReadable: boolean;
  /** null: the application has none. */
  readonly evidence: {
    readonly source: EvidenceSource;
    readonly newest: Instant | null;
    readonly isFresh: boolean;
  } | null;
  readonly due: readonly DueNotice[];
  readonly spent: readonly SpentNotice[];
  /** Who loses a seat now, and why. */
  readonly reclaimed: ReadonlyMap<string, Because>;
  /** Whose seat has gone back, and who gets none while the notice stands. */
  readonly keptOut: readonly SeatNotice[];
  /** Who sits there and is not in the evidence: nobody knows whether they use it. */
  readonly unknown: readonly string[];
}

/** The same, with what the file of the pool's notices should say. */
export interface PoolNotices extends UnusedSeats {
  /** null: what it says; a text of null: nothing, the file is to go. */
  readonly file: { readonly path: string; readonly text: string | null } | null;
}
