import type { Bucket, Departure, Heard, Pace } from "../connectors/pace.ts";
import { RollcallError } from "../model/error.ts";
import type { Emit } from "../model/event.ts";
import type { Clock } from "../ports/clock.ts";
import type { Disk } from "../ports/disk.ts";
import { silent } from "../ports/log.ts";
import { Watch } from "../ports/signal.ts";
import { forgetfulHolds, type Holds, openHolds } from "./holds.ts";
import { type ApplicationLimits, Queue, usedShare, type Waiter } from "./queue.ts";
import { Schedule } from "./schedule.ts";

/** What a pacer stands on; without a disk and a path, holds and what was learnt die with the process. */
export interface PacerOptions {
  readonly clock: Clock;
  readonly disk?: Disk;
  readonly statePath?: string;
  /** Requests a second over all applications. */
  readonly overallPerSecond: number;
  readonly emit?: Emit;
}

/** Gives every application its pace, and all of them together one. */
export interface Pacer {
  /** The same application always shares one pace; reads and writes share it too. */
  forApplication(application: string, limits: ApplicationLimits): Pace;
  /**
   * Leaves the application alone for so many milliseconds from now, {@link crashCoolDown} when left out: for when an earlier process
   * died with calls under way, and may have been told to wait without having written it down.
   */
  coolDown(application: string, milliseconds?: number): void;
  /** Rejects whoever still waits, and resolves when every hold is durable. */
  close(): Promise<void>;
}

/** How long an application is left alone after a crash, in milliseconds. */
export const crashCoolDown = 2000;

/** Opens a pacer with the holds and limits that an earlier process left. */
export async function openPacer(options: PacerOptions): Promise<Pacer> {
  const { clock, disk, statePath } = options;
  const durable = disk !== undefined && statePath !== undefined;
  const holds = durable ? await openHolds(disk, statePath, () => clock.now()) : forgetfulHolds();
  return new SharedPacer(options, holds);
}

const worthSaying = 1000;

class SharedPacer implements Pacer {
  readonly #clock: Clock;
  readonly #emit: Emit;
  readonly #holds: Holds;
  readonly #overall = new Schedule();
  readonly #overallPerSecond: number;
  readonly #queues = new Map<string, Queue>();
  /** Monotonic times before which applications without a queue yet are left alone. */
  readonly #cooling = new Map<string, number>();
  readonly #watch = new Watch();
  #timer: { readonly due: number; readonly cancel: AbortController } | null = null;

  constructor(options: PacerOptions, holds: Holds) {
    this.#clock = options.clock;
    this.#emit = options.emit ?? silent;
    this.#holds = holds;
    this.#overallPerSecond = options.overallPerSecond;
  }

  forApplication(application: string, limits: ApplicationLimits): Pace {
    const queue = this.#queues.get(application) ?? this.#newQueue(application, limits);
    return {
      take: (_departure, signal, buckets = []) => this.#take(queue, buckets, signal),
      hold: (until) => this.#hold(queue, until),
      heard: (departure, heard) => this.#heard(queue, departure, heard),
    };
  }

  coolDown(application: string, milliseconds = crashCoolDown): void {
    const until = this.#clock.monotonic() + milliseconds;
    const queue = this.#queues.get(application);
    if (queue === undefined) this.#cooling.set(application, until);
    else this.#keepAway(queue, until);
  }

  async close(): Promise<void> {
    this.#timer?.cancel.abort();
    this.#timer = null;
    for (const queue of this.#queues.values()) {
      for (const { refuse } of [...queue.waiters])
        refuse(new RollcallError("aborted", "the run ended while a request waited"));
    }
    this.#watch.close();
    await this.#holds.idle();
  }

  #newQueue(application: string, limits: ApplicationLimits): Queue {
    const until = this.#holds.found.get(application);
    const held = until === undefined ? Number.NEGATIVE_INFINITY : this.#monotonic(until);
    const queue = new Queue({
      ...{ application, limits, most: this.#overallPerSecond },
      learnt: this.#holds.learnt.get(application)?.perSecond ?? null,
      heldUntil: Math.max(held, this.#cooling.get(application) ?? Number.NEGATIVE_INFINITY),
      // An estimate that cannot be kept is learnt again by the next run.
      remember: (perSecond) => void this.#holds.learn(application, perSecond).catch(() => {}),
    });
    this.#queues.set(application, queue);
    return queue;
  }

  #take(queue: Queue, buckets: readonly Bucket[], signal: AbortSignal): Promise<void> {
    if (this.#timer === null && !signal.aborted && this.#leaves(queue, buckets)) return Promise.resolve();
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const leave = () => {
        this.#watch.remove(signal, refuse);
        resolve();
      };
      const refuse = (reason: unknown) => {
        this.#watch.remove(signal, refuse);
        queue.waiters.delete(waiter);
        reject(reason);
      };
      const waiter = { buckets, leave, refuse };
      this.#watch.add(signal, refuse);
      queue.waiters.add(waiter);
      this.#release();
      this.#announce(queue);
    });
  }

  /** Whether somebody could leave at once, and did: for when nobody waits. */
  #leaves(queue: Queue, buckets: readonly Bucket[]): boolean {
    const now = this.#clock.monotonic();
    const slot = Math.max(queue.slotOf(buckets, now), this.#overall.slot(now));
    if (slot > now) return false;
    this.#depart(queue, { buckets, slot, now });
    return true;
  }

  #depart(
    queue: Queue,
    { buckets, slot, now }: { readonly buckets: readonly Bucket[]; readonly slot: number; readonly now: number },
  ): void {
    this.#overall.take(slot, this.#overallPerSecond * usedShare);
    queue.depart(buckets, slot, now);
  }

  async #hold(queue: Queue, until: number): Promise<void> {
    if (this.#keepAway(queue, this.#monotonic(until))) await this.#holds.remember(queue.application, until);
  }

  #keepAway(queue: Queue, until: number): boolean {
    if (until <= queue.heldUntil) return false;
    queue.heldUntil = until;
    queue.isAnnounced = false;
    this.#announce(queue);
    return true;
  }

  #heard(queue: Queue, departure: Departure, heard: Heard): boolean {
    const now = this.#clock.monotonic();
    const quotaUntil = heard.quota === null ? now : this.#monotonic(heard.quota.resetAt);
    return queue.heard(departure, heard, { quotaUntil, now });
  }

  /** Lets everybody go whose slot has come, then sleeps until the next one. */
  #release(): void {
    for (;;) {
      const now = this.#clock.monotonic();
      const first = this.#first(now);
      if (first === null) return;
      const slot = Math.max(first.slot, this.#overall.slot(now));
      if (slot > now) {
        this.#wakeAt(slot, now);
        return;
      }
      first.queue.waiters.delete(first.waiter);
      this.#depart(first.queue, { buckets: first.waiter.buckets, slot, now });
      first.waiter.leave();
    }
  }

  #first(now: number): { readonly queue: Queue; readonly waiter: Waiter; readonly slot: number } | null {
    let first: { readonly queue: Queue; readonly waiter: Waiter; readonly slot: number } | null = null;
    for (const queue of this.#queues.values()) {
      const next = queue.next(now);
      if (next !== null && (first === null || next.slot < first.slot)) first = { queue, ...next };
    }
    return first;
  }

  #wakeAt(due: number, now: number): void {
    if (this.#timer !== null && this.#timer.due <= due) return;
    this.#timer?.cancel.abort();
    const timer = { due, cancel: new AbortController() };
    this.#timer = timer;
    const wake = () => {
      if (this.#timer !== timer) return;
      this.#timer = null;
      this.#release();
    };
    this.#clock.sleep(Math.ceil(due - now), timer.cancel.signal).then(wake, () => {});
  }

  #announce(queue: Queue): void {
    const now = this.#clock.monotonic();
    const next = queue.next(now);
    if (queue.isAnnounced || next === null) return;
    const milliseconds = Math.ceil(next.slot - now);
    if (milliseconds <= worthSaying) return;
    queue.isAnnounced = true;
    const reason = queue.heldUntil > now ? "the application asked to wait" : "the rate limit";
    this.#emit({ kind: "waiting", application: queue.application, milliseconds, reason });
  }

  #monotonic(until: number): number {
    return this.#clock.monotonic() + (until - this.#clock.now());
  }
}
