import type { Instant } from "./instant.ts";
import type { Source } from "./source.ts";

/** Somebody was told that an unused seat goes back: a line of `pools/notices/POOL.yaml`. */
export interface SeatNotice {
  readonly pool: string;
  readonly person: string;
  /** What the evidence said then; null: never signed in. */
  readonly lastSignIn: Instant | null;
  /** From when the grace counts: the end of the day of the notice. */
  readonly noticed: Instant;
  /** The seat stays at least until then; null: nobody has said so. */
  readonly keepUntil: Instant | null;
  readonly at: Source;
}
