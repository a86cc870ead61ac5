/** Permission to call one application: limits of the application and of the whole run together. */
export interface Pace {
  /** Resolves when the next request may leave; rejects when the signal aborts. */
  take(kind: "read" | "write", signal: AbortSignal): Promise<void>;
  /** The application said not before `until` (milliseconds since the epoch); remembered beyond this process. */
  hold(until: number): Promise<void>;
}

/** For tests and applications without limits. */
export const unpaced: Pace = { take: async () => {}, hold: async () => {} };
