import { sha256 } from "../document/digest.ts";
import { RollcallError } from "../model/error.ts";
import type { Versions } from "../model/versions.ts";
import type { Git } from "../ports/git.ts";
import { objectId } from "../ports/git-object.ts";
import { addRun, emptyTree, type GrownTree, type LedgerTree, loadTree } from "./branch.ts";
import type { TreeHead } from "./checkpoint.ts";
import { type LedgerCommit, parseCommit, parseMessage, splitCommit } from "./commit.ts";
import { instantAt, type RunFile } from "./layout.ts";
import { type CompactRange, emptyRange, grow, leafHash, rootOf } from "./merkle.ts";
import { decode, encode } from "./parse.ts";
import { type State, shapes } from "./schema.ts";
import type { ChainLink } from "./statement.ts";

/** A ledger up to one of its commits, in what the next run depends on. */
export interface Chain {
  readonly origin: string;
  /** Commit at the tip; null before the first run. */
  readonly tip: string | null;
  /** Digest of the manifest at the tip. */
  readonly digest: string | null;
  /** Time of the tip. */
  readonly seconds: number;
  readonly range: CompactRange;
  readonly tree: LedgerTree;
  /** What was in force at the tip. */
  readonly versions: Versions;
}

/** Before anything was recorded. */
const noVersions: Versions = { policies: null, signers: null };

/** The chain before its first run. */
export function emptyChain(origin: string): Chain {
  return { origin, tip: null, digest: null, seconds: 0, range: emptyRange, tree: emptyTree, versions: noVersions };
}

/** The link that the next run carries. */
export function nextLink(chain: Chain): ChainLink {
  return { origin: chain.origin, seq: chain.range.size + 1, prev: chain.digest };
}

/** What follows from a run at its place without any signature. */
export interface Step {
  readonly head: TreeHead;
  readonly digest: string;
  readonly range: CompactRange;
  readonly state: Uint8Array;
}

/** The chain's head, digest and state once a manifest is added. */
export function step(chain: Chain, manifest: Uint8Array): Step {
  const range = grow(chain.range, leafHash(manifest));
  const { size, roots } = range;
  const state = encode({
    format_version: "1.0",
    origin: chain.origin,
    size,
    range: roots.map((root) => root.toString("hex")),
  } satisfies State);
  return { head: { origin: chain.origin, size, root: rootOf(range) }, digest: sha256(manifest), range, state };
}

/** Bytes of a run's files as the tree holds them, with the two files that every run replaces. */
export interface StoredFiles {
  readonly files: Readonly<Record<RunFile, Uint8Array>>;
  readonly checkpoint: Uint8Array;
  readonly state: Uint8Array;
}

/** The tree that holds exactly the chain and this run. */
export function growTree(chain: Chain, stored: StoredFiles, seconds: number): GrownTree {
  const { files } = stored;
  return addRun(chain.tree, {
    sequence: chain.range.size + 1,
    recorded: instantAt(seconds),
    files: {
      "basis.json": objectId("blob", files["basis.json"]),
      "entries.ndjson": objectId("blob", files["entries.ndjson"]),
      json: objectId("blob", files.json),
      "sigs.json": objectId("blob", files["sigs.json"]),
    },
    checkpoint: objectId("blob", stored.checkpoint),
    state: objectId("blob", stored.state),
  });
}

/** Reads the chain up to a commit from what that commit says about itself: nothing of it is verified. */
export async function loadChain(git: Git, oid: string): Promise<Chain> {
  const commit = await readLedgerCommit(git, oid);
  const trailers = commit === null ? null : parseMessage(commit.message);
  const bytes = await git.readAt(oid, "state.json");
  const state = bytes === null ? null : decode(bytes, shapes.state);
  if (commit === null || trailers === null || state === null || state.size !== trailers.sequence) {
    throw new RollcallError("ledger-invalid", `commit ${oid} is not one that Rollcall wrote to a ledger`);
  }
  return {
    origin: state.origin,
    tip: oid,
    digest: trailers.manifest,
    seconds: commit.seconds,
    range: { size: state.size, roots: state.range.map((root) => Buffer.from(root, "hex")) },
    tree: await loadTree(git, commit.tree),
    versions: trailers.versions,
  };
}

/** A commit taken apart; null when it is none of Rollcall's. */
export async function readLedgerCommit(git: Git, oid: string): Promise<LedgerCommit | null> {
  const parts = splitCommit(await git.readCommit(oid));
  return parts === null ? null : parseCommit(parts.payload);
}
