import type { Instant } from "../model/instant.ts";
import type { Git, TreeEntry } from "../ports/git.ts";
import { decodeTree, encodeTree, objectId } from "../ports/git-object.ts";
import { dayFolder, entryName, type RunFile, runFiles } from "./layout.ts";

/**
 * The ledger's tree, as far as a next run can touch it: the folders from `log` down to the newest day. Time never goes
 * back, so what lies in older folders is known by the id of the folder alone.
 */
export interface LedgerTree {
  /** Names of year, month and day. */
  readonly path: readonly string[];
  /** Entries of `log`, of the year, of the month. */
  readonly upper: readonly (readonly TreeEntry[])[];
  /** Bytes of the day's tree: a busy day has thousands of entries, and a run only adds its own at the end. */
  readonly day: Uint8Array;
}

/** The tree before the first run. */
export const emptyTree: LedgerTree = { path: [], upper: [], day: new Uint8Array() };

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
  readonly top: readonly TreeEntry[];
  readonly root: string;
}

/** Adds a run's files and replaces `checkpoint` and `state.json`. */
export function addRun(tree: LedgerTree, run: RunObjects): GrownTree {
  const path = dayFolder(run.recorded);
  const differs = path.findIndex((name, depth) => name !== tree.path[depth]);
  const same = differs === -1 ? path.length : differs;
  const added = runFiles.map((file) => blob(entryName(run.sequence, file), run.files[file]));
  const day = Buffer.concat([same === path.length ? tree.day : new Uint8Array(), encodeTree(added)]);
  const upper: (readonly TreeEntry[])[] = [];
  let lower: Uint8Array = day;
  for (const [depth, name] of [...path.entries()].toReversed()) {
    const kept = depth <= same ? (tree.upper[depth] ?? []) : [];
    const entries = [...kept.filter((entry) => entry.name !== name), folder(name, lower)];
    upper.unshift(entries);
    lower = encodeTree(entries);
  }
  const top = [blob("checkpoint", run.checkpoint), folder("log", lower), blob("state.json", run.state)];
  return { tree: { path, upper, day }, top, root: objectId("tree", encodeTree(top)) };
}

/** Writes the tree objects that a run changed. */
export async function writeGrown(git: Git, { tree, top }: GrownTree): Promise<void> {
  await Promise.all([...tree.upper, decodeTree(tree.day), top].map((entries) => git.writeTree(entries)));
}

/** Reads the part of a ledger commit's tree that the next run can touch. */
export async function loadTree(git: Git, root: string): Promise<LedgerTree> {
  const path: string[] = [];
  const upper: (readonly TreeEntry[])[] = [];
  let entries = await readBelow(git, await git.readTree(root), "log");
  while (upper.length < 3) {
    upper.push(entries);
    const newest = entries.at(-1)?.name ?? "";
    path.push(newest);
    entries = await readBelow(git, entries, newest);
  }
  return { path, upper, day: encodeTree(entries) };
}

async function readBelow(git: Git, entries: readonly TreeEntry[], name: string): Promise<readonly TreeEntry[]> {
  const below = entries.find((entry) => entry.name === name && entry.mode === "040000");
  return below === undefined ? [] : git.readTree(below.oid);
}

function blob(name: string, oid: string): TreeEntry {
  return { mode: "100644", name, oid };
}

function folder(name: string, content: Uint8Array): TreeEntry {
  return { mode: "040000", name, oid: objectId("tree", content) };
}
