/** What an edit of a pool does to its seats, as far as the files tell: nobody looks who sits where today. */
export interface PoolEffect {
  readonly pool: string;
  readonly locations: readonly LocationEffect[];
  /** Who asks for a seat, and may have one. */
  readonly asking: number;
  readonly waitingBefore: number;
  readonly waitingAfter: number;
}

/** Seats of one location (`global`: the overflow), before and after. */
export interface LocationEffect {
  readonly location: string;
  /** Null: the quota had, or has, no such location. */
  readonly quotaBefore: number | null;
  readonly quotaAfter: number | null;
  /** Seats that those who ask would take if all of them were placed anew. */
  readonly takenBefore: number;
  readonly takenAfter: number;
}
