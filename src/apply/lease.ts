import { RollcallError } from "../model/error.ts";
import type { Emit } from "../model/event.ts";
import type { Instant, Milliseconds } from "../model/instant.ts";
import { type Clock, instantOf } from "../ports/clock.ts";
import type { Git } from "../ports/git.ts";
import type { ProcessIdentity } from "../ports/processes.ts";
import { HeldLease, type Lease } from "./held-lease.ts";
import type { LeaseRecord } from "./lease-record.ts";
import { type LeaseContent, readLease, readSegments, writeLease, writeLeftBehind } from "./lease-tree.ts";
import type { SharedRef } from "./shared-ref.ts";

/** What a lease stands on. */
export interface LeaseWorld {
  readonly git: Git;
  readonly ref: SharedRef;
  readonly clock: Clock;
  readonly emit: Emit;
  /** How long it holds without being renewed. */
  readonly term: Milliseconds;
  /** The run is to end: nothing is waited for any more. */
  readonly signal: AbortSignal;
}

/** Who wants to apply, and what. */
export interface Claim {
  readonly run: string;
  /** `Plan.digest`. */
  readonly plan: string;
  readonly planText: string;
  /** The instant that the plan was made for. */
  readonly at: Instant;
  readonly actor: string;
  readonly holder: ProcessIdentity;
  /** Processes of this machine that are known to apply no more: their lease need not run out. */
  readonly gone: readonly ProcessIdentity[];
  /** At a halt: somebody says that it is over, or puts back what was done, which ends no halt. */
  readonly atHalt: "resumes" | "undoes" | "stops";
}

/** Clocks may differ by so much, in milliseconds: others wait longer than the holder dares. */
export const skew: Milliseconds = 30_000;

/**
 * Takes the lease by compare-and-swap, at once or not at all. What a holder that is gone has left comes with it. Throws `apply-locked` while
 * somebody else holds it, `apply-paused` at a halt, `plan-stale` when a newer plan has begun. Having it is not to begin: `Lease.begin` is.
 */
export async function takeLease(world: LeaseWorld, claim: Claim): Promise<Lease> {
  const tip = await world.ref.read();
  const found = tip === null ? null : await readLease(world.git, tip);
  if (found !== null) refuse(world, claim, found.record);
  const content = await contentFor(world, claim, found);
  const next = await writeLease(world.git, content, seconds(world.clock));
  const moved = await world.ref.move(next, tip);
  if (moved.kind === "stale") throw locked("somebody else has just begun to apply");
  if (moved.kind === "out-of-reach") throw locked(`the lease cannot be written: ${moved.reason}`);
  const taken = found?.record.status === "held" && found.record.run !== claim.run ? found.record : null;
  if (taken !== null) world.emit({ kind: "lease-taken-over", from: taken.actor, run: taken.run, since: taken.since });
  return new HeldLease(world, { content, tip: next, at: claim.at });
}

function refuse(world: LeaseWorld, claim: Claim, found: LeaseRecord): void {
  const isOver = found.status === "released" || claim.gone.some((process) => isSame(found.holder, process));
  if (!isOver && world.clock.now() < found.until + skew) {
    const until = new Date(found.until + skew).toISOString().slice(0, 19);
    throw locked(
      `${found.actor} is applying (${found.run} on ${found.holder.host}, since ${found.since}); it may be taken over after ${until}Z`,
    );
  }
  if (found.paused !== null && claim.atHalt === "stops") {
    const { run, reason, since } = found.paused;
    throw new RollcallError(
      "apply-paused",
      `applying is at a halt since ${since} (${run}): ${reason}; look into it, then apply with --resume`,
    );
  }
  if (claim.at < found.newest && found.run !== claim.run) {
    const text = `a plan for ${found.newest} was applied, and this one is for ${claim.at}: make a new one`;
    throw new RollcallError("plan-stale", text);
  }
}

/** Runs that vanished stay on the reference until they are on the ledger; the same run goes on with its own journal. */
async function contentFor(world: LeaseWorld, claim: Claim, found: LeaseContent | null): Promise<LeaseContent> {
  const { git, clock, term } = world;
  const vanished = new Map(found?.vanished);
  const isOwn = found?.record.run === claim.run;
  if (found !== null && !isOwn && found.plan !== null)
    vanished.set(found.record.run, await writeLeftBehind(git, found));
  const left = vanished.get(claim.run);
  const segments = isOwn ? (found?.segments ?? []) : left === undefined ? [] : await readSegments(git, left);
  vanished.delete(claim.run);
  const { run, plan, actor, holder } = claim;
  const newest = found?.record.newest ?? beforeAll;
  const record: LeaseRecord = {
    ...{ format_version: "1.0", run, plan, actor, holder, newest, status: "held" },
    paused: claim.atHalt === "undoes" ? (found?.record.paused ?? null) : null,
    generation: (found?.record.generation ?? 0) + 1,
    since: instantOf(clock),
    until: clock.now() + term,
  };
  return { record, segments, vanished, plan: await git.writeBlob(Buffer.from(claim.planText)) };
}

/** Where no plan has begun: older than any. */
const beforeAll: Instant = "0000-01-01T00:00:00Z";

function isSame(one: ProcessIdentity, other: ProcessIdentity): boolean {
  return one.pid === other.pid && one.host === other.host && one.started === other.started;
}

function locked(what: string): RollcallError {
  return new RollcallError("apply-locked", `${what}; nothing was written`);
}

function seconds(clock: Pick<Clock, "now">): number {
  return Math.floor(clock.now() / 1000);
}
