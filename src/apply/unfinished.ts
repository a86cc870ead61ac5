import type { Disk } from "../ports/disk.ts";
import { type JournalState, parseJournal, readJournal } from "./journal.ts";
import type { LeftBehind } from "./lease-tree.ts";

/** A run that began and is not on the ledger. */
export interface Unfinished {
  readonly run: string;
  readonly planText: string;
  readonly state: JournalState;
  /** Where its journal lies on this machine; null when it came from another one. */
  readonly path: string | null;
}

/** Runs that began on this machine and are not on the ledger, by their plans that still lie beside the journals. */
export async function unfinishedHere(disk: Disk, stateDirectory: string): Promise<readonly Unfinished[]> {
  const directory = `${stateDirectory}/runs`;
  const names = ((await disk.list(directory)) ?? []).map(({ name }) => name).filter((name) => name.endsWith(suffix));
  const found = await Promise.all(names.sort().map((name) => readOne(disk, `${directory}/${name}`)));
  return found.filter((one) => one !== null);
}

/** What a run on another machine left behind; null when it had not begun anything. */
export function unfinishedThere({ run, planText, journal }: LeftBehind): Unfinished | null {
  const state = parseJournal(journal, `of ${run} at the ledger's remote`);
  return hasBegun(state) ? { run, planText, state, path: null } : null;
}

const suffix = ".plan.json";

async function readOne(disk: Disk, path: string): Promise<Unfinished | null> {
  const journal = path.slice(0, -suffix.length).concat(".journal");
  const [plan, state] = [await disk.read(path), await readJournal(disk, journal)];
  if (plan === null || state === null || state.opened === null || state.recorded !== null || !hasBegun(state))
    return null;
  return { run: state.opened.run, planText: Buffer.from(plan).toString("utf8"), state, path: journal };
}

function hasBegun({ open, outcomes, opened }: JournalState): boolean {
  return opened !== null && open.size + outcomes.size > 0;
}
