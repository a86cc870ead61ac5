import type { Bucket, Departure, Heard } from "../connectors/pace.ts";
import { Allowance } from "./allowance.ts";
import { Learner } from "./learner.ts";
import { Schedule } from "./schedule.ts";
import { Strain } from "./strain.ts";

/** Share of a known limit that is used: what is left pays for timers and networks that bunch requests. */
export const usedShare = 0.99;

/** How hard one application may be called. */
export interface ApplicationLimits {
  /** Requests a second. */
  readonly perSecond: number;
  /** Requests under way at once; 8 when left out. */
  readonly concurrency?: number;
  /** Nobody knows the limit: `perSecond` is where finding it out begins. */
  readonly learns?: boolean;
}

/** Somebody who waits for a turn. */
export interface Waiter {
  readonly buckets: readonly Bucket[];
  readonly leave: () => void;
  readonly refuse: (reason: unknown) => void;
}

/** What a queue begins with. */
export interface QueueStart {
  readonly application: string;
  readonly limits: ApplicationLimits;
  /** What an earlier run learnt, in requests a second. */
  readonly learnt: number | null;
  /** Requests a second over all applications. */
  readonly most: number;
  readonly remember: (perSecond: number) => void;
  /** Monotonic time before which nothing leaves. */
  readonly heldUntil: number;
}

/** Requests of one application that wait for their turn, and everything that its pace depends on. Times are monotonic. */
export class Queue {
  readonly application: string;
  readonly waiters = new Set<Waiter>();
  heldUntil: number;
  /** Whether it was said that everybody waits. */
  isAnnounced = false;
  readonly #schedule = new Schedule();
  readonly #strain = new Strain();
  readonly #allowance: Allowance;
  readonly #perSecond: number;
  readonly #learner: Learner | null;

  constructor({ application, limits, learnt, most, remember, heldUntil }: QueueStart) {
    this.application = application;
    this.heldUntil = heldUntil;
    this.#allowance = new Allowance(limits.concurrency ?? 8);
    this.#perSecond = limits.perSecond * usedShare;
    this.#learner =
      limits.learns === true
        ? new Learner({ estimate: learnt, first: limits.perSecond, share: usedShare, most: most * usedShare, remember })
        : null;
  }

  /** When somebody who counts against these buckets may leave; it may lie a little in the past. */
  slotOf(buckets: readonly Bucket[], now: number): number {
    const own = Math.max(this.#schedule.slot(now), this.heldUntil);
    return buckets.reduce((latest, bucket) => Math.max(latest, bucket.slot(now)), own);
  }

  /** Who leaves next, and when; null when nobody waits. Buckets hold up only those who count against them. */
  next(now: number): { readonly waiter: Waiter; readonly slot: number } | null {
    const own = this.slotOf([], now);
    let next: { readonly waiter: Waiter; readonly slot: number } | null = null;
    for (const waiter of this.waiters) {
      const slot = waiter.buckets.length === 0 ? own : this.slotOf(waiter.buckets, now);
      if (next === null || slot < next.slot) next = { waiter, slot };
      if (slot === own) break;
    }
    return next;
  }

  /** Somebody leaves who counts against these buckets. */
  depart(buckets: readonly Bucket[], slot: number, now: number): void {
    this.#schedule.take(slot, this.perSecond(now));
    for (const bucket of buckets) bucket.take(now);
    this.#learner?.left(now);
    this.isAnnounced = false;
  }

  /** True: refusals are allowed for in the pace. */
  heard(departure: Departure, heard: Heard, until: { readonly quotaUntil: number; readonly now: number }): boolean {
    if (heard.quota !== null) this.#allowance.heard(heard.quota, until.quotaUntil);
    if (this.#learner === null) {
      this.#strain.heard(departure, heard, until.now);
      return false;
    }
    this.#strain.heard(departure, { ...heard, isRefused: false }, until.now);
    this.#learner.heard(heard, until.now);
    return heard.isRefused && !heard.isTold;
  }

  /** Requests a second as things are. */
  perSecond(now: number): number {
    const known = this.#learner?.perSecond ?? this.#perSecond;
    return Math.min(known * this.#strain.share(now), this.#allowance.perSecond(now) ?? Number.POSITIVE_INFINITY);
  }
}
