import { RollcallError } from "../model/error.ts";
import type { Git, TreeEntry } from "../ports/git.ts";
import { decodeLease, encodeLease, type LeaseRecord } from "./lease-record.ts";

/** What a commit of the lease holds beside its record, as object ids. */
export interface LeaseContent {
  readonly record: LeaseRecord;
  /** Blob of the plan file that is being applied; null without one. */
  readonly plan: string | null;
  /** Blobs of the journal written ahead, in order. */
  readonly segments: readonly string[];
  /** Trees of runs that vanished and are not on the ledger yet, by run. */
  readonly vanished: ReadonlyMap<string, string>;
}

/** A run that somebody else left: what it was about to do, and its journal as far as it got. */
export interface LeftBehind {
  readonly run: string;
  readonly planText: string;
  readonly journal: Uint8Array;
}

/** Writes a commit without a parent: what a lease was before is of no interest, and git may forget it. */
export async function writeLease(git: Git, content: LeaseContent, seconds: number): Promise<string> {
  const top = await ownEntries(git, content);
  if (content.vanished.size > 0) {
    const runs = [...content.vanished].map(([name, oid]): TreeEntry => ({ mode: "040000", name, oid }));
    top.push(folder("vanished", await git.writeTree(runs.sort(byName))));
  }
  const tree = await git.writeTree(top);
  const who = `Rollcall <rollcall@localhost> ${seconds} +0000`;
  const { generation, run, status } = content.record;
  const message = `Lease ${generation} ${status} by ${run}\n`;
  return git.writeCommit(Buffer.from(`tree ${tree}\nauthor ${who}\ncommitter ${who}\n\n${message}`));
}

/** Reads a commit of the lease. Throws `journal-unusable` for one that this version does not know. */
export async function readLease(git: Git, commit: string): Promise<LeaseContent> {
  const root = await git.readTree(await treeOf(git, commit));
  const bytes = await blobOf(git, root, "lease.json");
  const record = bytes === null ? null : decodeLease(bytes);
  if (record === null) throw unknownLease(commit);
  const vanished = await entriesOf(git, root, "vanished");
  return {
    record,
    plan: root.find(({ name }) => name === "plan.json")?.oid ?? null,
    segments: (await entriesOf(git, root, "journal")).map(({ oid }) => oid),
    vanished: new Map(vanished.map(({ name, oid }) => [name, oid])),
  };
}

/** The tree by which a run is remembered when somebody else takes the lease. */
export async function writeLeftBehind(git: Git, content: LeaseContent): Promise<string> {
  return git.writeTree(await ownEntries(git, { ...content, record: { ...content.record, paused: null } }));
}

/** Reads what a run left behind; null when it left no plan, and so had not begun. */
export async function readLeftBehind(git: Git, run: string, tree: string): Promise<LeftBehind | null> {
  const root = await git.readTree(tree);
  const plan = await blobOf(git, root, "plan.json");
  if (plan === null) return null;
  const parts = await Promise.all((await readSegments(git, tree)).map((oid) => git.readBlob(oid)));
  return { run, planText: Buffer.from(plan).toString("utf8"), journal: Buffer.concat(parts) };
}

/** The blobs of the journal that a run left behind, in order. */
export async function readSegments(git: Git, tree: string): Promise<readonly string[]> {
  return (await entriesOf(git, await git.readTree(tree), "journal")).map(({ oid }) => oid);
}

async function ownEntries(git: Git, { record, plan, segments }: LeaseContent): Promise<TreeEntry[]> {
  const entries: TreeEntry[] = [];
  if (segments.length > 0) {
    const parts = segments.map((oid, at): TreeEntry => blob(String(at + 1).padStart(6, "0"), oid));
    entries.push(folder("journal", await git.writeTree(parts)));
  }
  entries.push(blob("lease.json", await git.writeBlob(encodeLease(record))));
  if (plan !== null) entries.push(blob("plan.json", plan));
  return entries;
}

async function treeOf(git: Git, commit: string): Promise<string> {
  const text = Buffer.from(await git.readCommit(commit)).toString("latin1");
  const tree = /^tree ([0-9a-f]{40})\n/.exec(text)?.[1];
  if (tree === undefined) throw unknownLease(commit);
  return tree;
}

async function blobOf(git: Git, entries: readonly TreeEntry[], name: string): Promise<Uint8Array | null> {
  const found = entries.find((entry) => entry.name === name && entry.mode === "100644");
  return found === undefined ? null : git.readBlob(found.oid);
}

async function entriesOf(git: Git, entries: readonly TreeEntry[], name: string): Promise<readonly TreeEntry[]> {
  const found = entries.find((entry) => entry.name === name && entry.mode === "040000");
  return found === undefined ? [] : git.readTree(found.oid);
}

function blob(name: string, oid: string): TreeEntry {
  return { mode: "100644", name, oid };
}

function folder(name: string, oid: string): TreeEntry {
  return { mode: "040000", name, oid };
}

function byName(a: TreeEntry, b: TreeEntry): number {
  return a.name < b.name ? -1 : 1;
}

function unknownLease(commit: string): RollcallError {
  const text = `the lease in ${commit} is not of a form that this version knows: use the version that wrote it`;
  return new RollcallError("journal-unusable", text);
}
