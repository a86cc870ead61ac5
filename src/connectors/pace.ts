/** A request that is to leave, as far as limits look at it. */
export interface Departure {
  readonly kind: "read" | "write";
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Below the base URL, with its query: `/Users/u1`. */
  readonly path: string;
  /** Of the body. */
  readonly bytes: number;
  /** How many members it puts into a group. */
  readonly members: number;
}

/** One limit that a request counts against, beside those of the application and of the run. Times are monotonic milliseconds. */
export interface Bucket {
  /** The earliest moment from `now` on at which the request may leave. */
  slot(now: number): number;
  /** The request leaves. */
  take(slot: number): void;
}

/** What came of a request, as far as its pace is concerned. */
export interface Heard {
  /** null: nothing came. */
  readonly status: number | null;
  /** The application says that there were too many requests. */
  readonly isRefused: boolean;
  /** It said until when not to call again, and `hold` was told. */
  readonly isTold: boolean;
  /** When the request left, in monotonic milliseconds. */
  readonly leftAt: number;
  /** What it says of its limit; null when it says nothing. */
  readonly quota: Quota | null;
}

/** What is left of a limit until it is whole again. */
export interface Quota {
  /** null: it does not say. */
  readonly limit: number | null;
  readonly remaining: number;
  /** Milliseconds since the epoch. */
  readonly resetAt: number;
}

/** Permission to call one application: limits of the application and of the whole run together. */
export interface Pace {
  /** Resolves when the request may leave, within the buckets too; rejects when the signal aborts. */
  take(departure: Departure, signal: AbortSignal, buckets?: readonly Bucket[]): Promise<void>;
  /** The application said not before `until` (milliseconds since the epoch); remembered beyond this process. */
  hold(until: number): Promise<void>;
  /** Learns from what came of a request. True: a refusal is allowed for in the pace, and nobody has to wait for it. */
  heard(departure: Departure, heard: Heard): boolean;
}

/** For tests and applications without limits. */
export const unpaced: Pace = { take: async () => {}, hold: async () => {}, heard: () => false };
