import type { Batch, Connector } from "../connectors/connector.ts";
import type { Gate, Ring, Surge } from "../model/apply-settings.ts";
import type { Change } from "../model/change.ts";
import { RollcallError } from "../model/error.ts";
import type { Emit, Event } from "../model/event.ts";
import { groupBy } from "../model/group-by.ts";
import { isOverridable } from "../model/guard-limits.ts";
import type { Outcome } from "../model/outcome.ts";
import type { Plan } from "../model/plan.ts";
import type { Clock } from "../ports/clock.ts";
import { instantOf } from "../ports/clock.ts";
import { type Earlier, earlierLife } from "./earlier.ts";
import { gateReason, type Halt, Health, type IsWrong, wrongsOf } from "./health.ts";
import type { Journal } from "./journal.ts";
import type { Conclusion } from "./journal-record.ts";
import { type LaneWorld, runLane } from "./lane.ts";
import { type RingChanges, ringsOf } from "./rings.ts";
import { Settlement } from "./settlement.ts";
import { batchesByApplication } from "./stages.ts";

/** What a plan is applied with. */
export interface ApplyWorld {
  readonly connectors: ReadonlyMap<string, Connector>;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly emit: Emit;
  /** Ends the run after the batches in hand; the rest is not reached. */
  readonly signal: AbortSignal;
  /** Left out: everything at once, whatever goes wrong. */
  readonly course?: Course;
  /** Guards of the plan that people have taken it upon them to pass over; left out: none. */
  readonly overridden?: ReadonlySet<string>;
}

/** In which steps a plan is applied, and what stops it. */
export interface Course {
  readonly rollout: readonly Ring[];
  readonly gate: Gate;
  readonly surge: Surge;
  /** The applications whose changes are made; null: all. */
  readonly only: ReadonlySet<string> | null;
}

/** What became of a plan. */
export interface ApplyEnd {
  /** One for each change, in the plan's order. */
  readonly outcomes: readonly Outcome[];
  /** The ring of each change by its key, from 1; empty when all were made at once. */
  readonly rings: ReadonlyMap<string, number>;
  readonly halt: Halt | null;
}

/**
 * Makes the changes of a plan. Applications run beside each other, each its stages in order; a failure stops only what needs the change,
 * a ring that went wrong stops the next. With the journal of an earlier run it goes on where that one ended. Throws before the first
 * call when the plan may not be applied, and `journal-unusable` or `lease-lost` when it cannot go on.
 */
export async function applyPlan(plan: Plan, world: ApplyWorld): Promise<ApplyEnd> {
  const changes = plan.changes.map(({ change }) => change);
  const byKey = new Map(changes.map((change) => [change.key, change]));
  if (byKey.size < changes.length) throw new RollcallError("plan-tampered", "the plan has two changes with one key");
  refuseUnlessAllowed(plan, world);
  const earlier = earlierLife(world.journal.found);
  const { rollout, surge, only, ...course } = world.course ?? straight;
  const gate = rollout.length === 0 ? null : course.gate;
  const rings = ringsOf(plan.changes, rollout);
  const numbers =
    rollout.length === 0 ? [] : rings.flatMap(({ ring, changes: own }) => own.map(({ key }) => [key, ring] as const));
  const end = { rings: new Map(numbers), halt: null };
  if (world.journal.found.recorded !== null)
    return { ...end, outcomes: changes.map((change) => lastWord(change, earlier, { ...world, reason: ended })) };
  const isWrong = wrongsOf(plan);
  const health = new Health(surge, isWrong);
  world.emit(beginning(changes, earlier));
  const settlement = new Settlement({ kept: earlier.kept, total: changes.length, emit: world.emit, health });
  const signal = AbortSignal.any([world.signal, health.signal]);
  const halt = await runRings(rings, {
    ...world,
    signal,
    health,
    settlement,
    earlier,
    changes: byKey,
    gate,
    isWrong,
    only,
  });
  const reason = halt === null ? ended : `left out: ${halt.reason}`;
  const outcomes = changes.map(
    (change) =>
      settlement.outcomeOf(change.key) ??
      lastWord(change, earlier, { ...world, reason: isLeftOut(change, only) ?? reason }),
  );
  await world.journal.conclude(conclusionOf(outcomes));
  return { ...end, outcomes, halt };
}

const straight: Course = {
  rollout: [],
  gate: { maxFailures: 1, pause: 0 },
  surge: { failures: 1, atLeast: Number.POSITIVE_INFINITY },
  only: null,
};

const ended = "the run ended before it came to this";

type RingWorld = Omit<LaneWorld, "connector"> &
  Pick<ApplyWorld, "connectors" | "emit"> &
  Pick<Course, "only"> & {
    readonly health: Health;
    readonly isWrong: IsWrong;
    /** null: there are no rings to tell apart. */
    readonly gate: Gate | null;
  };

/** One ring after the other, as long as each passes; why it did not go on, or null. */
async function runRings(rings: readonly RingChanges[], world: RingWorld): Promise<Halt | null> {
  for (const [at, { ring, people, changes }] of rings.entries()) {
    if (rings.length > 1) world.emit({ kind: "ring-begun", ring, rings: rings.length, people });
    const own = changes.filter((change) => isLeftOut(change, world.only) === null);
    await runLanes(batchesByApplication(own), world);
    const { signal } = world.health;
    if (signal.aborted && signal.reason instanceof RollcallError)
      return { kind: "surge", ring, reason: signal.reason.message };
    if (world.gate === null || world.signal.aborted) return null;
    const reason = gateReason(
      own.flatMap(({ key }) => world.settlement.outcomeOf(key) ?? []),
      { gate: world.gate, isWrong: world.isWrong },
    );
    if (reason !== null) return { kind: "gate", ring, reason: `ring ${ring} did not pass: ${reason}` };
    if (at < rings.length - 1) await world.clock.sleep(world.gate.pause, world.signal).catch(() => {});
  }
  return null;
}

function isLeftOut({ application }: Change, only: ReadonlySet<string> | null): string | null {
  return only === null || only.has(application) ? null : `left out: only ${[...only].sort().join(", ")}`;
}

/** What there is to do, and what an earlier life has done of it. */
function beginning(changes: readonly Change[], { kept }: Earlier): Event {
  const applications = [...groupBy(changes, ({ application }) => application)].map(([application, own]) => ({
    application,
    total: own.length,
    done: own.filter(({ key }) => kept.has(key)).length,
  }));
  const done = applications.reduce((sum, each) => sum + each.done, 0);
  return { kind: "applying", total: changes.length, done, applications };
}

/** Waits for every lane, also when one cannot go on: no call is left behind unwatched. */
async function runLanes(
  lanes: ReadonlyMap<string, readonly Batch[]>,
  world: Omit<LaneWorld, "connector"> & Pick<ApplyWorld, "connectors">,
): Promise<void> {
  const connectors = [...lanes.keys()].map((application) => connectorOf(application, world));
  world.settlement.enter(lanes.size);
  const ends = [...lanes.values()].map(async (batches, index) => {
    const connector = connectors[index];
    if (connector === undefined) return;
    try {
      await runLane(batches, { ...world, connector });
      world.settlement.leave();
    } catch (error) {
      world.settlement.abandon(error);
      throw error;
    }
  });
  for (const end of await Promise.allSettled(ends)) if (end.status === "rejected") throw end.reason;
}

function connectorOf(application: string, { connectors }: Pick<ApplyWorld, "connectors">): Connector {
  const connector = connectors.get(application);
  if (connector !== undefined) return connector;
  throw new RollcallError("input-invalid", `the plan changes ${application}, which rollcall.yaml does not name`);
}

/** Whoever calls has asked policy and guards; a plan that says no itself is not applied whoever calls. */
function refuseUnlessAllowed(plan: Plan, { journal, overridden }: ApplyWorld): void {
  const guard = plan.guards.find((stop) => !isOverridable(stop.guard) || overridden?.has(stop.guard) !== true);
  if (guard !== undefined)
    throw new RollcallError("guard-stopped", `the guard ${guard.guard} stopped this plan: ${guard.message}`);
  const decisions = [plan.decision, ...plan.changes.map(({ decision }) => decision)];
  const denied = decisions.find(({ verdict }) => verdict === "deny");
  const [denial] = denied?.denials ?? [];
  if (denied !== undefined)
    throw new RollcallError("plan-denied", `policy denies this plan: ${denial?.message ?? "no reason given"}`);
  if (journal.opened.plan === plan.digest) return;
  throw new RollcallError("journal-unusable", `the journal of ${journal.opened.plan} is not that of ${plan.digest}`);
}

function lastWord(
  { key }: Change,
  earlier: Earlier,
  { clock, reason }: { readonly clock: Clock; readonly reason: string },
): Outcome {
  const say = { reason, at: instantOf(clock) };
  return earlier.kept.get(key) ?? earlier.unreached(key, say);
}

function conclusionOf(outcomes: readonly Outcome[]): Conclusion {
  return outcomes.every(({ status }) => status === "applied" || status === "unchanged") ? "completed" : "partial";
}
