import type { Lease } from "../apply/held-lease.ts";
import { openJournal } from "../apply/journal.ts";
import { decodePlan } from "../apply/plan-file.ts";
import { type Unfinished, unfinishedHere, unfinishedThere } from "../apply/unfinished.ts";
import type { Connector, Inspected } from "../connectors/connector.ts";
import type { Change } from "../model/change.ts";
import { RollcallError } from "../model/error.ts";
import { groupBy } from "../model/group-by.ts";
import type { Outcome } from "../model/outcome.ts";
import type { Plan } from "../model/plan.ts";
import { instantOf } from "../ports/clock.ts";
import type { OpenConnectors } from "./open-connectors.ts";
import type { OpenLedger } from "./open-ledger.ts";
import { recordRun } from "./record-run.ts";
import type { RunWorld } from "./world.ts";

/** What runs that vanished are looked after with. */
export interface Recovery {
  readonly lease: Lease;
  readonly ledger: OpenLedger;
  readonly connectors: OpenConnectors;
  /** The run that is about to begin: it goes on with its own journal. */
  readonly own: string;
}

/**
 * Puts every run that began and is not on the ledger there, whichever machine it vanished from: what it was about to do is looked
 * for by reads alone, and nothing of it is tried again. Throws what the ledger throws.
 */
export async function recoverRuns(world: RunWorld, recovery: Recovery): Promise<void> {
  const { lease, own } = recovery;
  const here = await unfinishedHere(world.disk, world.state);
  const known = new Set(here.map(({ run }) => run));
  const left = await lease.leftBehind();
  const there = left.filter(({ run }) => !known.has(run)).flatMap((one) => unfinishedThere(one) ?? []);
  for (const run of [...here, ...there]) if (run.run !== own) await recoverRun(world, recovery, run);
  for (const { run } of left) if (run !== own) await lease.forget(run);
}

async function recoverRun(world: RunWorld, recovery: Recovery, run: Unfinished): Promise<void> {
  const { ledger } = recovery;
  const commit = (await ledger.find(run.run))?.commit ?? (await putOnLedger(world, recovery, run));
  if (run.path === null || run.state.opened === null) return;
  const journal = await openJournal(world.disk, run.path, run.state.opened);
  await journal.record(commit).finally(() => journal.close());
  await world.disk.remove(run.path.replace(/\.journal$/, ".plan.json"));
}

async function putOnLedger(world: RunWorld, recovery: Recovery, { run, planText, state }: Unfinished): Promise<string> {
  const plan = decodePlan(planText);
  const found = await lookAfter(world, recovery, { plan, open: state.open });
  const outcomes = [...[...state.outcomes.values()].filter(({ key }) => !state.open.has(key)), ...found];
  const done = found.filter(({ status }) => status === "applied").length;
  const { opened } = state;
  const record = recordRun(plan, outcomes, {
    run,
    kind: "recovery",
    actor: opened?.actor ?? world.actor,
    engine: world.engine,
    approvals: opened?.approvals ?? [],
    ...(opened?.overrides === undefined ? {} : { overrides: opened.overrides }),
    started: opened?.at ?? plan.basis.at,
    finished: instantOf(world.clock),
    error: `the run vanished and was looked after by ${world.actor} (${recovery.own}, lease ${recovery.lease.generation})`,
  });
  const { commit, sequence } = await recovery.ledger.append(record);
  world.emit({ kind: "recovered", run, sequence, found: done });
  return commit;
}

/** What became of the changes that were begun and whose end nobody saw. */
async function lookAfter(
  world: RunWorld,
  { connectors }: Recovery,
  what: { readonly plan: Plan; readonly open: ReadonlySet<string> },
): Promise<readonly Outcome[]> {
  const open = what.plan.changes.map(({ change }) => change).filter(({ key }) => what.open.has(key));
  const outcomes: Outcome[] = [];
  for (const [application, changes] of groupBy(open, (change) => change.application)) {
    connectors.coolDown(application);
    const said = await inspectAll(world, connectors.byName.get(application), changes);
    for (const [at, change] of changes.entries()) outcomes.push(outcomeOf(world, change, said[at] ?? null));
  }
  return outcomes;
}

/** What is not there yet may be on its way: a second look, after a while. */
async function inspectAll(
  world: RunWorld,
  connector: Connector | undefined,
  changes: readonly Change[],
): Promise<readonly Inspected[]> {
  if (connector === undefined) return [];
  const first = await inspectOnce(world, connector, changes);
  if (first.every(({ isSo }) => isSo !== false)) return first;
  await world.clock.sleep(visibility, world.signal);
  return inspectOnce(world, connector, changes);
}

/** How long an application may show what was before, in milliseconds. */
const visibility = 3_000;

function inspectOnce(world: RunWorld, connector: Connector, changes: readonly Change[]) {
  return connector.inspect(changes, world.signal).catch((error: unknown): readonly Inspected[] => {
    if (error instanceof RollcallError && error.code !== "aborted") return [];
    throw error;
  });
}

function outcomeOf({ clock }: RunWorld, change: Change, said: Inspected | null): Outcome {
  const { isSo, account } = said ?? { isSo: null, account: change.account };
  const known = { key: change.key, account, reference: null, attempts: 1, recovered: true, at: instantOf(clock) };
  if (isSo === true) return { ...known, status: "applied", reason: null };
  if (isSo === false) return { ...known, status: "failed", reason: "its run vanished before it took effect" };
  return { ...known, status: "unverified", reason: "its run vanished, and whether it took effect cannot be told" };
}
