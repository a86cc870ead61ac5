import type { Batch, Connector } from "../connectors/connector.ts";
import type { Change } from "../model/change.ts";
import { RollcallError } from "../model/error.ts";
import type { Outcome } from "../model/outcome.ts";
import type { Clock } from "../ports/clock.ts";
import { instantOf } from "../ports/clock.ts";
import { type Companions, companionsIn } from "./companions.ts";
import { type Earlier, isSuccess } from "./earlier.ts";
import type { Journal } from "./journal.ts";
import type { Settlement } from "./settlement.ts";

/** What the changes of one application are made with. */
export interface LaneWorld {
  readonly connector: Connector;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly settlement: Settlement;
  readonly earlier: Earlier;
  /** Every change of the plan, by key. */
  readonly changes: ReadonlyMap<string, Change>;
  /** Ends the run after the batch in hand. */
  readonly signal: AbortSignal;
}

/** Batches in a row that may come to nothing before the rest of the application is left alone. */
const patience = 3;

/** Makes the batches of one application, one after the other; throws only when the journal cannot be written. */
export async function runLane(batches: readonly Batch[], world: LaneWorld): Promise<void> {
  let breakdowns = 0;
  const companions = companionsIn(batches, world.connector);
  for (const batch of batches) {
    const ready = await readyOf(batch, world);
    const stop = world.signal.aborted ? stopped(world.signal) : breakdowns >= patience ? broken : null;
    if (stop !== null) leaveOut(ready, stop, world);
    else if (ready.length > 0)
      breakdowns = (await make(withCompanions(ready, companions, world), world)) ? 0 : breakdowns + 1;
  }
}

/** A halt says why; whoever stops a run by hand knows. */
function stopped({ reason }: AbortSignal): string {
  const why = reason instanceof RollcallError && reason.code !== "aborted" ? `: ${reason.message}` : "";
  return `the run was stopped before it came to this${why}`;
}

const broken = `the application broke ${patience} batches in a row, so the rest was left alone`;

/** The changes of a batch that can be made now; those that never can are settled. */
async function readyOf(batch: Batch, world: LaneWorld): Promise<readonly Change[]> {
  const { settlement, changes } = world;
  const fresh = batch.changes.filter(({ key }) => settlement.outcomeOf(key) === undefined);
  const needs = fresh.flatMap((change) => change.needs).filter((need) => changes.has(need));
  if (!world.signal.aborted && (await settlement.until(needs)) === "stalled") {
    for (const change of fresh) {
      const need = change.needs.find((key) => changes.has(key) && settlement.outcomeOf(key) === undefined);
      if (need !== undefined) leaveOut([change], `needs ${need}, which waits for this in turn`, world);
    }
  }
  return fresh.filter((change) => {
    if (settlement.outcomeOf(change.key) !== undefined) return false;
    const obstacle = obstacleOf(change, world);
    if (obstacle !== null) leaveOut([change], obstacle, world);
    return obstacle === null;
  });
}

/** What else the accounts of a batch can be given in the same call: nothing that waits for anything but its account. */
function withCompanions(ready: readonly Change[], companions: Companions, world: LaneWorld): readonly Change[] {
  if (companions.size === 0) return ready;
  const { settlement } = world;
  const own = ready.flatMap(({ key }) => {
    const isDue = (change: Change) =>
      settlement.outcomeOf(change.key) === undefined &&
      obstacleOf({ ...change, needs: change.needs.filter((need) => need !== key) }, world) === null;
    return companions.get(key)?.filter(isDue) ?? [];
  });
  return [...ready, ...own];
}

function obstacleOf(change: Change, world: LaneWorld): string | null {
  for (const need of change.needs) {
    if (!world.changes.has(need)) return `needs ${need}, which is not in this plan`;
    const outcome = world.settlement.outcomeOf(need);
    if (outcome === undefined) return `needs ${need}, which was not reached`;
    const isSeen = outcome.status !== "unverified" || !isSeat(world.changes.get(need));
    // A seat that only may be free is not given to somebody else, and for one that only may be there no other is given back.
    if (!isSuccess(outcome) || !isSeen) return `needs ${need}, which ended ${outcome.status}`;
  }
  return null;
}

function isSeat(change: Change | undefined): boolean {
  return change?.kind === "release-seat" || change?.kind === "assign-seat";
}

function leaveOut(changes: readonly Change[], reason: string, world: LaneWorld): void {
  const at = instantOf(world.clock);
  for (const change of changes) world.settlement.settle(change, world.earlier.unreached(change.key, { reason, at }));
}

/** Intent, call, outcomes; false when the connector broke down, or nothing at all came of it. */
async function make(changes: readonly Change[], world: LaneWorld): Promise<boolean> {
  await world.journal.intend(changes.map(({ key }) => key));
  const { outcomes, isWhole } = await call(changes, world);
  await world.journal.settle(outcomes);
  const byKey = new Map(outcomes.map((outcome) => [outcome.key, outcome]));
  for (const change of changes) {
    const outcome = byKey.get(change.key);
    if (outcome !== undefined) world.settlement.settle(change, outcome);
  }
  return isWhole;
}

/** One outcome for every change, whatever the connector does. The run's signal stays out of it: a batch ends whole. */
async function call(changes: readonly Change[], world: LaneWorld) {
  const batch = { changes: changes.map((change) => withAccount(change, world)) };
  try {
    const given = new Map((await world.connector.apply(batch, whole)).map((outcome) => [outcome.key, outcome]));
    const outcomes = changes.map(({ key }) =>
      world.earlier.recovered(given.get(key) ?? doubtful(key, "the connector said nothing", world)),
    );
    return { outcomes, isWhole: outcomes.length < telling || outcomes.some(isAnswered) };
  } catch (error) {
    return { outcomes: changes.map(({ key }) => doubtful(key, reasonOf(error), world)), isWhole: false };
  }
}

const whole = new AbortController().signal;

/** So many changes that come to nothing together tell of the application; a few may be one bad account's. */
const telling = 10;

function isAnswered(outcome: Outcome): boolean {
  return isSuccess(outcome) || outcome.status === "refused";
}

/** An account that this run made is known by the outcome of what made it: nobody needs to look it up. */
function withAccount(change: Change, { settlement, changes }: LaneWorld): Change {
  if (change.account !== null || change.kind === "create-account") return change;
  for (const need of change.needs) {
    const maker = changes.get(need);
    if (maker?.kind !== "create-account" || maker.application !== change.application || maker.person !== change.person)
      continue;
    const account = settlement.outcomeOf(need)?.account ?? null;
    if (account !== null) return { ...change, account };
  }
  return change;
}

function doubtful(key: string, why: string, { clock }: LaneWorld): Outcome {
  const reason = `${why}, so whether it took effect is unknown`;
  const at = instantOf(clock);
  return { key, status: "failed", account: null, reason, reference: null, attempts: 1, recovered: false, at };
}

/** Our own errors carry no secret; of others only the name is sure not to. */
function reasonOf(error: unknown): string {
  if (error instanceof RollcallError) return error.message;
  return `the connector broke down (${error instanceof Error ? error.name : typeof error})`;
}
