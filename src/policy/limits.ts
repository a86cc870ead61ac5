/** Bounds of an evaluation. */
export interface PolicyLimits {
  /** Milliseconds for one batch, and for one plan. */
  readonly deadline: number;
  readonly batch: number;
  /** 64 KiB pages of the module's memory. */
  readonly maxPages: number;
}

/** Two seconds and 128 MiB for 200 changes, which take about 4 ms and 3 MiB. */
export const POLICY_LIMITS: PolicyLimits = { deadline: 2_000, batch: 200, maxPages: 2_048 };
