import type { Git } from "../../src/ports/git.ts";
import { decodeTree, encodeTree, type GitObjectKind, objectId, type TreeEntry } from "../../src/ports/git-object.ts";
import { GitFailure } from "../../src/ports/git-process.ts";
import type { PushResult } from "../../src/ports/git-refs.ts";

/** What becomes of the next pushes: refused without effect, or done without an answer. */
export type PushTrouble = "refused" | "lost-reply";

/** A remote in memory that several repositories share, with the switches that tests turn. */
export class FakeRemote {
  readonly refs = new Map<string, string>();
  readonly objects = new Map<string, Uint8Array>();
  isReachable = true;
  pushes = 0;
  trouble: PushTrouble[] = [];

  move(ref: string, change: { readonly oid: string; readonly expected: string | null }): PushResult {
    this.pushes += 1;
    const trouble = this.isReachable ? this.trouble.shift() : "refused";
    if (trouble === "refused") return { kind: "failed", reason: "out of reach" };
    if ((this.refs.get(ref) ?? null) !== change.expected) return { kind: "stale" };
    this.refs.set(ref, change.oid);
    return trouble === "lost-reply" ? { kind: "failed", reason: "the connection broke" } : { kind: "pushed" };
  }
}

/** A repository in memory: objects and references, and one remote. Histories are not needed, and not there. */
export function fakeGit(remote = new FakeRemote()): Git {
  const refs = new Map<string, string>();
  const write = async (kind: GitObjectKind, bytes: Uint8Array) => {
    const oid = objectId(kind, bytes);
    remote.objects.set(oid, new Uint8Array(bytes));
    return oid;
  };
  const read = async (oid: string) => {
    const bytes = remote.objects.get(oid);
    if (bytes === undefined) throw new GitFailure("missing", `git object ${oid} is missing`);
    return bytes;
  };
  const unasked = () => {
    throw new Error("the fake repository has no history");
  };
  return {
    resolve: async (revision) => refs.get(revision) ?? null,
    isDirty: async () => false,
    readCommit: read,
    readBlob: read,
    readTag: read,
    readTree: async (oid) => decodeTree(await read(oid)),
    readAt: unasked,
    writeBlob: (bytes) => write("blob", bytes),
    writeTree: (entries) => write("tree", encodeTree(entries)),
    writeCommit: (bytes) => write("commit", bytes),
    writeTag: (bytes) => write("tag", bytes),
    listRefs: async (prefix) =>
      [...refs].filter(([name]) => name.startsWith(prefix)).map(([name, oid]) => ({ name, oid })),
    history: unasked,
    search: unasked,
    authors: unasked,
    isShallow: async () => false,
    isAncestor: unasked,
    updateRef: async (ref, next, expected) => {
      if ((refs.get(ref) ?? null) !== expected) return false;
      refs.set(ref, next);
      return true;
    },
    push: async (_remote, ref, change) => remote.move(ref, change),
    fetch: async (_remote, ref) => {
      if (!remote.isReachable) throw new GitFailure("failed", "cannot reach origin");
      return remote.refs.get(ref) ?? null;
    },
  };
}

/** Commits these files, and nothing else; gives the id of the commit. */
export async function commitFiles(git: Git, texts: Readonly<Record<string, string>>): Promise<string> {
  const tree = await writeFolder(
    git,
    Object.entries(texts).map(([path, text]) => [path.split("/"), text]),
  );
  return await git.writeCommit(new TextEncoder().encode(`tree ${tree}\n\nWrite\n`));
}

async function writeFolder(
  git: Git,
  files: readonly (readonly [names: readonly string[], text: string])[],
): Promise<string> {
  const entries: TreeEntry[] = [];
  for (const name of new Set(files.map(([[first = ""]]) => first))) {
    const below = files.filter(([[first]]) => first === name).map(([names, text]) => [names.slice(1), text] as const);
    const [[names, text] = [[], ""]] = below;
    const isFile = names.length === 0;
    const oid = await (isFile ? git.writeBlob(new TextEncoder().encode(text)) : writeFolder(git, below));
    entries.push({ mode: isFile ? "100644" : "040000", name, oid });
  }
  return await git.writeTree(entries);
}
