import type { Pace } from "../connectors/pace.ts";
import { RollcallError } from "../model/error.ts";
import type { Emit } from "../model/event.ts";
import type { Clock } from "../ports/clock.ts";
import type { Disk } from "../ports/disk.ts";
import { silent } from "../ports/log.ts";
import { forgetfulHolds, type Holds, openHolds } from "./holds.ts";
import { Schedule } from "./schedule.ts";

/** What a pacer stands on; without a disk and a path, holds die with the process. */
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
  forApplication(application: string, limits: { readonly perSecond: number }): Pace;
  /** Rejects whoever still waits, and resolves when every hold is durable. */
  close(): Promise<void>;
}

/** Opens a pacer with the holds that an earlier process left. */
export async function openPacer(options: PacerOptions): Promise<Pacer> {
  const { clock, disk, statePath } = options;
  const durable = disk !== undefined && statePath !== undefined;
  const holds = durable ? await openHolds(disk, statePath, () => clock.now()) : forgetfulHolds();
  return new SharedPacer(options, holds);
}

interface Waiter {
  readonly leave: () => void;
  readonly refuse: (reason: unknown) => void;
}

interface Queue {
  readonly application: string;
  readonly schedule: Schedule;
  waiters: Waiter[];
  /** Monotonic time before which nothing leaves. */
  heldUntil: number;
  announced: boolean;
}

const worthSaying = 1000;

class SharedPacer implements Pacer {
  readonly #clock: Clock;
  readonly #emit: Emit;
  readonly #holds: Holds;
  readonly #overall: Schedule;
  readonly #queues = new Map<string, Queue>();
  readonly #watched = new WeakMap<AbortSignal, Set<Waiter>>();
  #timer: { readonly due: number; readonly cancel: AbortController } | null = null;

  constructor(options: PacerOptions, holds: Holds) {
    this.#clock = options.clock;
    this.#emit = options.emit ?? silent;
    this.#holds = holds;
    this.#overall = new Schedule(options.overallPerSecond);
  }

  forApplication(application: string, limits: { readonly perSecond: number }): Pace {
    const queue = this.#queues.get(application) ?? this.#newQueue(application, limits.perSecond);
    return { take: (_kind, signal) => this.#take(queue, signal), hold: (until) => this.#hold(queue, until) };
  }

  async close(): Promise<void> {
    this.#timer?.cancel.abort();
    this.#timer = null;
    for (const queue of this.#queues.values()) {
      for (const { refuse } of queue.waiters)
        refuse(new RollcallError("aborted", "the run ended while a request waited"));
    }
    await this.#holds.idle();
  }

  #newQueue(application: string, perSecond: number): Queue {
    const until = this.#holds.found.get(application);
    const heldUntil = until === undefined ? Number.NEGATIVE_INFINITY : this.#monotonic(until);
    const queue = { application, schedule: new Schedule(perSecond), waiters: [], heldUntil, announced: false };
    this.#queues.set(application, queue);
    return queue;
  }

  #take(queue: Queue, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const watched = this.#watch(signal);
      const leave = () => {
        watched.delete(waiter);
        resolve();
      };
      const refuse = (reason: unknown) => {
        watched.delete(waiter);
        queue.waiters = queue.waiters.filter((other) => other !== waiter);
        reject(reason);
      };
      const waiter = { leave, refuse };
      watched.add(waiter);
      queue.waiters.push(waiter);
      this.#release();
      this.#announce(queue);
    });
  }

  /** Everybody who waits under a signal; one listener for all, because Node warns of more than ten. */
  #watch(signal: AbortSignal): Set<Waiter> {
    const known = this.#watched.get(signal);
    if (known !== undefined) return known;
    const watched = new Set<Waiter>();
    this.#watched.set(signal, watched);
    const refuseAll = () => {
      for (const { refuse } of [...watched]) refuse(signal.reason);
    };
    signal.addEventListener("abort", refuseAll, { once: true });
    return watched;
  }

  async #hold(queue: Queue, until: number): Promise<void> {
    const held = this.#monotonic(until);
    if (held <= queue.heldUntil) return;
    queue.heldUntil = held;
    queue.announced = false;
    this.#announce(queue);
    await this.#holds.remember(queue.application, until);
  }

  /** Lets everybody go whose slot has come, then sleeps until the next one. */
  #release(): void {
    for (;;) {
      const now = this.#clock.monotonic();
      const queue = this.#nextQueue(now);
      if (queue === null) return;
      const slot = Math.max(slotOf(queue, now), this.#overall.slot(now));
      if (slot > now) {
        this.#wakeAt(slot, now);
        return;
      }
      queue.schedule.take(slot);
      this.#overall.take(slot);
      queue.announced = false;
      queue.waiters.shift()?.leave();
    }
  }

  #nextQueue(now: number): Queue | null {
    let next: Queue | null = null;
    for (const queue of this.#queues.values()) {
      if (queue.waiters.length === 0) continue;
      if (next === null || slotOf(queue, now) < slotOf(next, now)) next = queue;
    }
    return next;
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
    const milliseconds = Math.ceil(slotOf(queue, now) - now);
    if (queue.announced || queue.waiters.length === 0 || milliseconds <= worthSaying) return;
    queue.announced = true;
    const reason = queue.heldUntil > now ? "the application asked to wait" : "the rate limit";
    this.#emit({ kind: "waiting", application: queue.application, milliseconds, reason });
  }

  #monotonic(until: number): number {
    return this.#clock.monotonic() + (until - this.#clock.now());
  }
}

function slotOf(queue: Queue, now: number): number {
  return Math.max(queue.schedule.slot(now), queue.heldUntil);
}
