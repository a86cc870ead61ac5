/** One thing that was asked of a live server and held against what its profile says. */
export interface CheckUpRow {
  /** Stable name, such as `paging.maxCount`. */
  readonly check: string;
  readonly profile: string;
  readonly server: string;
  /** `unknown`: the server gave nothing to judge by. */
  readonly verdict: "same" | "differs" | "unknown";
  /** What to do about a difference. */
  readonly advice: string | null;
}

/** What a look at a live server found; nothing was written there. */
export interface CheckUp {
  readonly application: string;
  readonly profileName: string;
  readonly rows: readonly CheckUpRow[];
}
