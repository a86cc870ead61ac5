import type { Git, HistoryRange } from "../../src/ports/git.ts";
import { decodeTree, encodeTree, type GitObjectKind, objectId, type TreeEntry } from "../../src/ports/git-object.ts";
import { GitFailure } from "../../src/ports/git-process.ts";
import type { PushResult } from "../../src/ports/git-refs.ts";
import type { Life } from "./life.ts";

interface StoredObject {
  readonly kind: GitObjectKind;
  readonly bytes: Uint8Array;
}

/** What may go wrong on the way to a remote; asked each time. */
export type RemoteTrouble = "unreachable" | "push-rejected" | "push-lost" | null;

/** All objects of all repositories (they are named by their content), and the references of the remote that all share. */
export class GitWorld {
  readonly objects = new Map<string, StoredObject>();
  readonly remote = new Map<string, string>();
  /** Every place that a reference of the remote has been at. */
  readonly moves: { readonly ref: string; readonly from: string | null; readonly to: string }[] = [];
  trouble: (what: "push" | "fetch", ref: string, life: Life) => RemoteTrouble = () => null;

  readObject(kind: GitObjectKind, oid: string): Uint8Array {
    const found = this.objects.get(oid);
    if (found === undefined) throw new GitFailure("missing", `git object ${oid} is missing`);
    if (found.kind !== kind) throw new GitFailure("corrupt", `git object ${oid} is a ${found.kind}, not a ${kind}`);
    return found.bytes;
  }

  writeObject(kind: GitObjectKind, bytes: Uint8Array): string {
    const oid = objectId(kind, bytes);
    if (!this.objects.has(oid)) this.objects.set(oid, { kind, bytes: new Uint8Array(bytes) });
    return oid;
  }

  /** The commit's first parent, and its message. */
  parts(oid: string): { readonly parents: readonly string[]; readonly message: string } {
    const text = Buffer.from(this.readObject("commit", oid)).toString("utf8");
    const body = text.indexOf("\n\n");
    const parents = [...text.slice(0, body).matchAll(/^parent ([0-9a-f]{40})$/gm)].map(([, parent = ""]) => parent);
    return { parents, message: text.slice(body + 2) };
  }

  /** From a tip along first parents. */
  *line(tip: string): Generator<string> {
    for (let at: string | undefined = tip; at !== undefined; at = this.parts(at).parents[0]) yield at;
  }

  /** Contents of every file of a commit; all runs are in the newest. */
  blobsBelow(commit: string): readonly Uint8Array[] {
    const below = (oid: string): readonly Uint8Array[] =>
      decodeTree(this.readObject("tree", oid)).flatMap((entry) =>
        entry.mode === "040000" ? below(entry.oid) : [this.readObject("blob", entry.oid)],
      );
    return below(this.#treeOf(commit));
  }

  #treeOf(commit: string): string {
    const start = "tree ".length;
    return Buffer.from(this.readObject("commit", commit)).toString("latin1", start, start + 40);
  }

  readAt(commit: string, path: string): Uint8Array | null {
    let oid = this.#treeOf(commit);
    const names = path.split("/");
    for (const [depth, name] of names.entries()) {
      const entry = decodeTree(this.readObject("tree", oid)).find((each) => each.name === name);
      if (entry === undefined) return null;
      oid = entry.oid;
      const isLast = depth === names.length - 1;
      if (entry.mode === "040000" ? isLast : !isLast) return null;
    }
    return this.readObject("blob", oid);
  }
}

/** One clone: its own references over the shared objects. */
export class SimRepository {
  readonly refs = new Map<string, string>();
  readonly #world: GitWorld;

  constructor(world: GitWorld) {
    this.#world = world;
  }

  /** The repository as one process sees it. */
  view(life: Life): Git {
    const world = this.#world;
    const write = (kind: GitObjectKind, bytes: Uint8Array) =>
      life.act(`git ${kind}`, () => world.writeObject(kind, bytes));
    return {
      resolve: async (revision) => this.#resolve(revision),
      isDirty: async () => false,
      readCommit: async (oid) => world.readObject("commit", oid),
      readTree: async (oid) => decodeTree(world.readObject("tree", oid)),
      readBlob: async (oid) => world.readObject("blob", oid),
      readTag: async (oid) => world.readObject("tag", oid),
      readAt: async (commit, path) => world.readAt(commit, path),
      writeBlob: (bytes) => write("blob", bytes),
      writeTree: (entries: readonly TreeEntry[]) => write("tree", encodeTree(entries)),
      writeCommit: (bytes) => write("commit", bytes),
      writeTag: (bytes) => write("tag", bytes),
      listRefs: async (prefix) =>
        [...this.refs].filter(([name]) => name.startsWith(prefix)).map(([name, oid]) => ({ name, oid })),
      history: (tip, range) => history(world, tip, range ?? {}),
      search: async (tip, line) => search(world, tip, line),
      authors: async () => [],
      isShallow: async () => false,
      isAncestor: async (ancestor, of) => [...world.line(of)].includes(ancestor),
      updateRef: (ref, next, expected) =>
        life.act(`update-ref ${ref}`, () => moveRef(this.refs, ref, { to: next, expected })),
      push: (_remote, ref, change) => life.act(`push ${ref}`, () => this.#push(life, ref, change)),
      fetch: (_remote, ref) => life.act(`fetch ${ref}`, () => this.#fetch(life, ref)),
    };
  }

  #resolve(revision: string): string | null {
    const direct = this.refs.get(revision) ?? this.refs.get(`refs/heads/${revision}`);
    return direct ?? (this.#world.objects.get(revision)?.kind === "commit" ? revision : null);
  }

  #push(life: Life, ref: string, change: { readonly oid: string; readonly expected: string | null }): PushResult {
    const world = this.#world;
    const trouble = world.trouble("push", ref, life);
    if (trouble === "unreachable") return { kind: "failed", reason: "the remote is out of reach" };
    if (trouble === "push-rejected") return { kind: "failed", reason: "[remote rejected] (hook declined)" };
    const from = world.remote.get(ref) ?? null;
    if (!moveRef(world.remote, ref, { to: change.oid, expected: change.expected })) return { kind: "stale" };
    world.moves.push({ ref, from, to: change.oid });
    return trouble === "push-lost" ? { kind: "failed", reason: "the connection broke" } : { kind: "pushed" };
  }

  #fetch(life: Life, ref: string): string | null {
    if (this.#world.trouble("fetch", ref, life) === "unreachable") {
      throw new GitFailure("failed", "the remote is out of reach");
    }
    return this.#world.remote.get(ref) ?? null;
  }
}

/** Compare and swap. */
function moveRef(
  refs: Map<string, string>,
  ref: string,
  move: { readonly to: string; readonly expected: string | null },
): boolean {
  if ((refs.get(ref) ?? null) !== move.expected) return false;
  refs.set(ref, move.to);
  return true;
}

async function* history(world: GitWorld, tip: string, range: HistoryRange): AsyncGenerator<string> {
  const known = range.after === undefined ? new Set<string>() : new Set(world.line(range.after));
  let left = range.limit ?? Number.POSITIVE_INFINITY;
  let skip = range.skip ?? 0;
  for (const oid of world.line(tip)) {
    if (known.has(oid)) return;
    if (skip > 0) {
      skip -= 1;
      continue;
    }
    if (left <= 0) return;
    left -= 1;
    yield oid;
  }
}

function search(world: GitWorld, tip: string, line: string): string | null {
  for (const oid of world.line(tip)) if (world.parts(oid).message.split("\n").includes(line)) return oid;
  return null;
}
