import type { Instant } from "../model/instant.ts";
import type { Git, TreeEntry } from "../ports/git.ts";
import { encodeTree, objectId } from "../ports/git-object.ts";
import { dayFolder, entryName, type RunFile, runFiles } from "./layout.ts";

/**
 * The ledger's tree, as far as a next run can touch it: the folders from `log` down to the newest day. Time never goes
 * back, so what lies in older folders is known by the id of the folder alone.
 */
export interface LedgerTree {
  /** Names of year, month and day. */
  readonly path: readonly string[];
  /** Entries of `log`, of the year, of the month, of the day. */
  readonly levels: readonly (readonly TreeEntry[])[];
}

/** The tree before the first run. */
export const emptyTree: LedgerTree = { path: [], levels: [[]] };

/** Objects that a run puts into the tree, by id. */
export interface RunObjects {
  readonly sequence: number;
  readonly recorded: Instant;
  readonly files: Readonly<Record<RunFile, string>>;
  readonly checkpoint: string;
  readonly state: string;
}

/** The tree with one more run: the ids of all its objects follow, and nothing else can have changed. */
export interface GrownTree {
  readonly tree: LedgerTree;
  /** Tree objects to write. */
  readonly written: readonly (readonly TreeEntry[])[];
  readonly root: string;
}

/** Adds a run's files and replaces `checkpoint` and `state.json`. */
export function addRun(tree: LedgerTree, run: RunObjects): GrownTree {
  const path = dayFolder(run.recorded);
  const kept = path.findIndex((name, depth) => name !== tree.path[depth]);
  const same = kept === -1 ? path.length : kept;
  const levels = [0, 1, 2, 3].map((depth) => (depth <= same ? (tree.levels[depth] ?? []) : []));
  const added = runFiles.map((file) => blob(entryName(run.sequence, file), run.files[file]));
  let lower: readonly TreeEntry[] = [...(levels[3] ?? []), ...added];
  const grown = [lower];
  for (let depth = 2; depth >= 0; depth--) {
    const name = path[depth] ?? "";
    const others = (levels[depth] ?? []).filter((entry) => entry.name !== name);
    lower = [...others, folder(name, lower)];
    grown.unshift(lower);
  }
  const root = [blob("checkpoint", run.checkpoint), folder("log", lower), blob("state.json", run.state)];
  return {
    tree: { path, levels: grown },
    written: [...grown.toReversed(), root],
    root: objectId("tree", encodeTree(root)),
  };
}

/** Reads the part of a ledger commit's tree that the next run can touch. */
export async function loadTree(git: Git, root: string): Promise<LedgerTree> {
  const top = await git.readTree(root);
  const log = top.find((entry) => entry.name === "log");
  const path: string[] = [];
  const levels: (readonly TreeEntry[])[] = [];
  for (let next = log; next !== undefined; ) {
    const entries: readonly TreeEntry[] = await git.readTree(next.oid);
    levels.push(entries);
    next = levels.length > 3 ? undefined : entries.at(-1);
    if (next !== undefined) path.push(next.name);
  }
  return { path, levels };
}

function blob(name: string, oid: string): TreeEntry {
  return { mode: "100644", name, oid };
}

function folder(name: string, entries: readonly TreeEntry[]): TreeEntry {
  return { mode: "040000", name, oid: objectId("tree", encodeTree(entries)) };
}
