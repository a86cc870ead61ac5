import type { Git, TreeEntry } from "../../ports/git.ts";

/**
 * Does what somebody with write access to the repository could do: changes one byte in the newest run and moves the branch
 * to a commit that looks the same otherwise. Gives the path of the file.
 */
export async function tamper(git: Git, branch: string): Promise<string> {
  const ref = `refs/heads/${branch}`;
  const tip = await git.resolve(ref);
  if (tip === null) throw new Error(`there is no branch ${branch}`);
  const commit = new TextDecoder().decode(await git.readCommit(tip));
  const root = /^tree ([0-9a-f]{40})$/m.exec(commit)?.[1] ?? "";
  const { tree, path } = await alterNewest(git, root, "log");
  const altered = commit.replace(root, tree);
  if (!(await git.updateRef(ref, await git.writeCommit(new TextEncoder().encode(altered)), tip))) {
    throw new Error(`${branch} has moved meanwhile`);
  }
  return path;
}

/** Walks down to the last entries file below a folder, alters it, and writes the trees above anew. */
async function alterNewest(git: Git, tree: string, name: string): Promise<{ tree: string; path: string }> {
  const entries = await git.readTree(tree);
  const target = entries.find((entry) => entry.name === name) ?? newest(entries);
  if (target === undefined) throw new Error("the ledger holds no run");
  if (target.mode !== "040000") {
    const oid = await git.writeBlob(flipByte(await git.readBlob(target.oid)));
    return { tree: await git.writeTree(replace(entries, target, oid)), path: target.name };
  }
  const below = await alterNewest(git, target.oid, "");
  return { tree: await git.writeTree(replace(entries, target, below.tree)), path: `${target.name}/${below.path}` };
}

function newest(entries: readonly TreeEntry[]): TreeEntry | undefined {
  const folders = entries.filter(({ mode }) => mode === "040000");
  return folders.at(-1) ?? entries.filter((entry) => entry.name.endsWith(".entries.ndjson")).at(-1);
}

function replace(entries: readonly TreeEntry[], target: TreeEntry, oid: string): readonly TreeEntry[] {
  return entries.map((entry) => (entry === target ? { ...entry, oid } : entry));
}

/** `"status":"applied"` becomes `"status":"applieD"`: one byte, and still JSON. */
function flipByte(bytes: Uint8Array): Uint8Array {
  const altered = Uint8Array.from(bytes);
  const at = Buffer.from(bytes).indexOf('"applied"') + '"applie'.length;
  altered[at] = "D".charCodeAt(0);
  return altered;
}
