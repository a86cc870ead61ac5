import type { Batch, Connector } from "../connectors/connector.ts";
import type { Change } from "../model/change.ts";
import { RollcallError } from "../model/error.ts";
import type { Emit } from "../model/event.ts";
import type { Outcome } from "../model/outcome.ts";
import type { Plan } from "../model/plan.ts";
import type { Clock } from "../ports/clock.ts";
import { instantOf } from "../ports/clock.ts";
import { type Earlier, earlierLife } from "./earlier.ts";
import type { Journal } from "./journal.ts";
import type { Conclusion } from "./journal-record.ts";
import { type LaneWorld, runLane } from "./lane.ts";
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
}

/**
 * Makes the changes of a plan and gives one outcome for each, in the plan's order. Applications run beside each other, each
 * its stages in order; a failure stops only what needs the change. With the journal of an earlier run it goes on where that
 * one ended. Throws before the first call when the plan may not be applied, and `journal-unusable` when it cannot go on.
 */
export async function applyPlan(plan: Plan, world: ApplyWorld): Promise<readonly Outcome[]> {
  const changes = plan.changes.map(({ change }) => change);
  const byKey = new Map(changes.map((change) => [change.key, change]));
  if (byKey.size < changes.length) throw new RollcallError("plan-tampered", "the plan has two changes with one key");
  refuseUnlessAllowed(plan, world);
  const earlier = earlierLife(world.journal.found);
  if (world.journal.found.recorded !== null) return changes.map((change) => lastWord(change, earlier, world));
  const lanes = batchesByApplication(changes);
  const settlement = new Settlement({ kept: earlier.kept, total: changes.length, lanes: lanes.size, emit: world.emit });
  await runLanes(lanes, { ...world, settlement, earlier, changes: byKey });
  const outcomes = changes.map((change) => settlement.outcomeOf(change.key) ?? lastWord(change, earlier, world));
  await world.journal.conclude(conclusionOf(outcomes));
  return outcomes;
}

/** Waits for every lane, also when one cannot go on: no call is left behind unwatched. */
async function runLanes(
  lanes: ReadonlyMap<string, readonly Batch[]>,
  world: Omit<LaneWorld, "connector"> & Pick<ApplyWorld, "connectors">,
): Promise<void> {
  const connectors = [...lanes.keys()].map((application) => connectorOf(application, world));
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
function refuseUnlessAllowed(plan: Plan, { journal }: ApplyWorld): void {
  const [guard] = plan.guards;
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

function lastWord({ key }: Change, earlier: Earlier, { clock }: ApplyWorld): Outcome {
  const say = { reason: "the run ended before it came to this", at: instantOf(clock) };
  return earlier.kept.get(key) ?? earlier.unreached(key, say);
}

function conclusionOf(outcomes: readonly Outcome[]): Conclusion {
  return outcomes.every(({ status }) => status === "applied" || status === "unchanged") ? "completed" : "partial";
}
