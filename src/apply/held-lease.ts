import { RollcallError } from "../model/error.ts";
import type { Instant } from "../model/instant.ts";
import type { LeaseWorld } from "./lease.ts";
import type { LeaseRecord, Pause } from "./lease-record.ts";
import { type LeaseContent, type LeftBehind, readLeftBehind, writeLease } from "./lease-tree.ts";

/** The right to apply, as long as it is renewed. */
export interface Lease {
  readonly generation: number;
  /** Aborts when somebody else has the lease, or nobody can say. */
  readonly signal: AbortSignal;
  /** Whether what is published outlives this machine. */
  readonly isRemote: boolean;
  /** Throws `lease-lost` once it may not be ours any more: asked before every write, also after a long sleep. */
  assertHeld(): void;
  /** Resolves when from now on no plan of an earlier moment can be applied, whatever becomes of this run. Throws `lease-lost`. */
  begin(): Promise<void>;
  /** What runs left that are not on the ledger. */
  leftBehind(): Promise<readonly LeftBehind[]>;
  /** The journal of this run as an earlier machine published it; empty at the first time. */
  published(): Promise<Uint8Array>;
  /** Resolves when the bytes are where the next machine finds them; renews the lease. Throws `lease-lost`. */
  publish(bytes: Uint8Array): Promise<void>;
  /** Forgets a run that is on the ledger now. */
  forget(run: string): Promise<void>;
  /** Nobody applies any more until somebody says so. */
  pause(reason: string): Promise<void>;
  /** Gives it back; what was published of this run is forgotten unless `keep`. Never throws: it runs out by itself. */
  release(end: { readonly keep: boolean }): Promise<void>;
}

type Change = (content: LeaseContent) => LeaseContent;

/** A lease that renews itself in the background; whoever wants it changed waits for whoever came before. */
export class HeldLease implements Lease {
  readonly #world: LeaseWorld;
  readonly #lost = new AbortController();
  readonly #end = new AbortController();
  /** The instant that the plan was made for. */
  readonly #at: Instant;
  #content: LeaseContent;
  #tip: string;
  /** Monotonic time until which it is ours without doubt. */
  #sure: number;
  #moving: Promise<unknown> = Promise.resolve();
  /** Commits that a push may have brought there although nobody said so. */
  readonly #tried = new Set<string>();

  constructor(world: LeaseWorld, held: { readonly content: LeaseContent; readonly tip: string; readonly at: Instant }) {
    this.#world = world;
    this.#content = held.content;
    this.#tip = held.tip;
    this.#at = held.at;
    this.#sure = this.#sureFrom(held.content.record);
    void this.#keep();
  }

  get generation(): number {
    return this.#content.record.generation;
  }

  get signal(): AbortSignal {
    return this.#lost.signal;
  }

  get isRemote(): boolean {
    return this.#world.ref.isRemote;
  }

  assertHeld(): void {
    const { clock } = this.#world;
    if (!this.#lost.signal.aborted && this.#isOver(clock.monotonic(), clock.now()))
      this.#lose("it was not renewed in time");
    if (this.#lost.signal.aborted) throw this.#lost.signal.reason;
  }

  async begin(): Promise<void> {
    if (this.#content.record.newest >= this.#at) return;
    await this.#change(({ record, ...content }) => ({ ...content, record: { ...record, newest: this.#at } }));
  }

  async leftBehind(): Promise<readonly LeftBehind[]> {
    const { git } = this.#world;
    const found = await Promise.all([...this.#content.vanished].map(([run, tree]) => readLeftBehind(git, run, tree)));
    return found.filter((left) => left !== null);
  }

  async published(): Promise<Uint8Array> {
    return Buffer.concat(await Promise.all(this.#content.segments.map((oid) => this.#world.git.readBlob(oid))));
  }

  async publish(bytes: Uint8Array): Promise<void> {
    const segment = await this.#world.git.writeBlob(bytes);
    await this.#change((content) => ({ ...content, segments: [...content.segments, segment] }));
  }

  async forget(run: string): Promise<void> {
    await this.#change((content) => ({
      ...content,
      vanished: new Map([...content.vanished].filter(([name]) => name !== run)),
    }));
  }

  async pause(reason: string): Promise<void> {
    const since = new Date(this.#world.clock.now()).toISOString().slice(0, 19);
    await this.#change(({ record, ...content }) => {
      const paused: Pause = { run: record.run, reason, since: `${since}Z` };
      return { ...content, record: { ...record, paused } };
    });
  }

  async release({ keep }: { readonly keep: boolean }): Promise<void> {
    this.#end.abort();
    if (this.#lost.signal.aborted) return;
    await this.#change(({ record, ...content }) => {
      const rest = keep ? content : { ...content, plan: null, segments: [] };
      return { ...rest, record: { ...record, status: "released" } };
    }, fewTries).catch(() => {});
  }

  /** A renewal that fails is tried again by the next one; only time, or somebody else, ends the lease. */
  async #keep(): Promise<void> {
    const { clock, term } = this.#world;
    while (!this.#end.signal.aborted && !this.#lost.signal.aborted) {
      await clock.sleep(term / 3, this.#end.signal).catch(() => {});
      if (!this.#end.signal.aborted) await this.#change((content) => content, fewTries).catch(() => {});
    }
  }

  #change(change: Change, tries = Number.POSITIVE_INFINITY): Promise<void> {
    const changed = this.#moving.then(() => this.#move(change, tries));
    this.#moving = changed.catch(() => {});
    return changed;
  }

  /** Tries until it is done or the lease is over: what must be durable cannot be given up before. */
  async #move(change: Change, tries: number): Promise<void> {
    const { git, ref, clock, term, signal } = this.#world;
    for (let attempt = 1; ; attempt += 1) {
      this.assertHeld();
      const changed = change(this.#content);
      const content = { ...changed, record: { ...changed.record, until: clock.now() + term } };
      const sure = this.#sureFrom(content.record);
      const next = await writeLease(git, content, Math.floor(clock.now() / 1000));
      const moved = next === this.#tip ? isThere : await ref.move(next, this.#tip);
      if (moved.kind === "moved") {
        this.#content = content;
        this.#tip = next;
        this.#sure = sure;
        return;
      }
      if (moved.kind === "stale") await this.#findOurs();
      else if (signal.aborted || attempt >= tries)
        throw new RollcallError("lease-lost", `the lease cannot be renewed: ${moved.reason}`);
      else {
        this.#tried.add(next);
        await clock.sleep(Math.min(pause * 2 ** attempt, longest), this.#lost.signal).catch(() => {});
      }
    }
  }

  /** What we pushed before, without an answer, is ours; anything else is somebody's who was faster. */
  async #findOurs(): Promise<void> {
    const tip = await this.#world.ref.read().catch(() => null);
    if (tip !== null && this.#tried.has(tip)) this.#tip = tip;
    else this.#lose("somebody else has taken it");
  }

  /** Requests under way, and clocks that differ, must be over before somebody else may begin. */
  #sureFrom({ until }: LeaseRecord): number {
    const { clock } = this.#world;
    return clock.monotonic() + (until - clock.now()) - margin;
  }

  #isOver(monotonic: number, now: number): boolean {
    return monotonic >= this.#sure || now >= this.#content.record.until - margin;
  }

  #lose(why: string): void {
    const text = `the lease on applying is lost: ${why}; nothing more is written, and whoever has it now records what was done`;
    this.#lost.abort(new RollcallError("lease-lost", text));
  }
}

/** Milliseconds between the last moment at which a holder begins a request and the end of its lease: a request takes 30 s at most. */
const margin = 35_000;
const isThere = { kind: "moved" } as const;
/** Where waiting longer is of no use. */
const fewTries = 3;
/** First pause between two tries to renew, and the longest, in milliseconds. */
const pause = 250;
const longest = 5_000;
