import {
  commitNamespace,
  commitPayload,
  joinCommit,
  type LedgerCommit,
  parseCommit,
  splitCommit,
} from "../../src/audit/commit.ts";
import type { Signer } from "../../src/audit/signer.ts";
import { signSsh } from "../../src/audit/sshsig.ts";
import type { Git } from "../../src/ports/git.ts";

/** Commits of a branch, oldest first. */
export async function commitsOf(git: Git, tip: string): Promise<string[]> {
  const found: string[] = [];
  for await (const oid of git.history(tip)) found.push(oid);
  return found.reverse();
}

/** A ledger commit taken apart, with its old signature. */
export async function takeApart(git: Git, oid: string): Promise<LedgerCommit & { readonly signature: string }> {
  const parts = splitCommit(await git.readCommit(oid));
  const commit = parts === null ? null : parseCommit(parts.payload);
  if (parts === null || commit === null) throw new Error(`${oid} is no ledger commit`);
  return { ...commit, signature: parts.signature };
}

/** Writes a commit that differs from one that is there; signed anew when there is a signer, else with the old signature. */
export async function recommit(
  git: Git,
  oid: string,
  change: Partial<LedgerCommit> & { readonly signer?: Signer },
): Promise<string> {
  const { signer, ...other } = change;
  const old = await takeApart(git, oid);
  const payload = commitPayload({ ...old, ...other });
  const signature = signer === undefined ? old.signature : await signSsh(signer, commitNamespace, payload);
  return git.writeCommit(joinCommit(payload, signature));
}

/** The tree with a file written (or, with null, removed) at a path. */
export async function withFile(
  git: Git,
  tree: string,
  path: string,
  content: string | Uint8Array | null,
): Promise<string> {
  const [name = "", ...rest] = path.split("/");
  const entries = await git.readTree(tree);
  const others = entries.filter((entry) => entry.name !== name);
  const below = entries.find((entry) => entry.name === name && entry.mode === "040000");
  if (rest.length > 0) {
    const oid = await withFile(git, below?.oid ?? (await git.writeTree([])), rest.join("/"), content);
    return git.writeTree([...others, { mode: "040000", name, oid }]);
  }
  if (content === null) return git.writeTree(others);
  const bytes = typeof content === "string" ? new Uint8Array(Buffer.from(content)) : content;
  return git.writeTree([...others, { mode: "100644", name, oid: await git.writeBlob(bytes) }]);
}

/** Puts commits on top of one another again, each with what it had but its parent. */
export async function restack(git: Git, onto: string, commits: readonly string[], signer?: Signer): Promise<string> {
  let tip = onto;
  for (const oid of commits)
    tip = await recommit(git, oid, { parents: [tip], ...(signer === undefined ? {} : { signer }) });
  return tip;
}
