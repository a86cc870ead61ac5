import { writeGrown } from "../../src/audit/branch.ts";
import { growTree, loadChain, type StoredFiles, step } from "../../src/audit/chain.ts";
import { signNote } from "../../src/audit/checkpoint.ts";
import {
  commitNamespace,
  commitPayload,
  joinCommit,
  type LedgerCommit,
  parseCommit,
  splitCommit,
} from "../../src/audit/commit.ts";
import { digestEntries } from "../../src/audit/entries.ts";
import { signPayload } from "../../src/audit/envelope.ts";
import { entryPath, instantAt, recordedAt } from "../../src/audit/layout.ts";
import { canonicalText, encode } from "../../src/audit/parse.ts";
import type { Signer } from "../../src/audit/signer.ts";
import { signSsh } from "../../src/audit/sshsig.ts";
import { manifestNamespace, payloadType } from "../../src/audit/statement.ts";
import { sha256 } from "../../src/document/digest.ts";
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

/** What of a record somebody who may sign writes otherwise. */
interface Forged {
  readonly entries?: (text: string) => string;
  readonly basis?: (text: string) => string;
  /** The manifest as it follows from the two. */
  readonly manifest?: (text: string) => string;
  readonly message?: (text: string) => string;
  readonly seconds?: number;
}

/** Writes a record after the one before it as somebody does who holds the key and keeps every rule but one: all four signatures hold. */
export async function forgeRecord(git: Git, oid: string, signer: Signer, forged: Forged): Promise<string> {
  const old = await takeApart(git, oid);
  const [parent = ""] = old.parents;
  const chain = await loadChain(git, parent);
  const sequence = chain.range.size + 1;
  const seconds = forged.seconds ?? old.seconds;
  const read = async (file: "json" | "entries.ndjson" | "basis.json") =>
    Buffer.from((await git.readAt(oid, entryPath(sequence, recordedAt(old), file))) ?? []).toString("utf8");
  const same = (text: string) => text;
  const entries = Buffer.from((forged.entries ?? same)(await read("entries.ndjson")));
  const basis = Buffer.from((forged.basis ?? same)(await read("basis.json")));
  const { sha256: digest, ...measured } = digestEntries(entries);
  const stated = JSON.parse(await read("json"));
  stated.subject[0].digest.sha256 = digest.replace("sha256:", "");
  stated.subject[1].digest.sha256 = sha256(basis).replace("sha256:", "");
  Object.assign(stated.predicate, { entries: measured, recorded: instantAt(seconds) });
  const manifest = Buffer.from((forged.manifest ?? same)(canonicalText(stated)));
  const next = step(chain, manifest);
  const sshsig = await signSsh(signer, manifestNamespace, manifest);
  const sigs = { payloadType, signatures: [await signPayload(signer, payloadType, manifest)], sshsig };
  const stored: StoredFiles = {
    files: { "basis.json": basis, "entries.ndjson": entries, json: manifest, "sigs.json": encode(sigs) },
    checkpoint: Buffer.from(await signNote(signer, next.head)),
    state: next.state,
  };
  for (const bytes of [...Object.values(stored.files), stored.checkpoint, stored.state]) await git.writeBlob(bytes);
  const grown = growTree(chain, stored, seconds);
  await writeGrown(git, grown);
  const message = old.message.replace(/Manifest: .*/, `Manifest: ${next.digest}`);
  const commit = { ...old, tree: grown.root, seconds, message: (forged.message ?? same)(message) };
  const payload = commitPayload(commit);
  return git.writeCommit(joinCommit(payload, await signSsh(signer, commitNamespace, payload)));
}
