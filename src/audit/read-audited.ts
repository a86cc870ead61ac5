import { sha256 } from "../document/digest.ts";
import type { Git } from "../ports/git.ts";
import type { TreeHead } from "./checkpoint.ts";
import { leafHash } from "./merkle.ts";
import { parseNote } from "./note.ts";
import { decode } from "./parse.ts";
import type { AuditedRecord } from "./questions/audited-record.ts";
import { commitsOf, foundAt, readFile, unreadable, wholeRun } from "./read.ts";
import { readAhead } from "./read-ahead.ts";
import { shapes } from "./schema.ts";

/** Everything that a ledger records, oldest first, with what an auditor may ask about it. Nothing is verified. */
export async function* readAuditedRecords(git: Git, branch: string): AsyncGenerator<AuditedRecord> {
  const commits = await commitsOf(git, branch);
  for await (const { loaded } of readAhead(commits, (oid) => readAudited(git, oid))) yield loaded;
}

async function readAudited(git: Git, oid: string): Promise<AuditedRecord> {
  const found = await foundAt(git, oid);
  const [bytes, sigs] = await Promise.all([readFile(git, found, "json"), readFile(git, found, "sigs.json")]);
  const manifest = decode(bytes, shapes.manifest);
  if (manifest === null) throw unreadable(found, "its manifest");
  const signed = decode(sigs, shapes.signatures);
  if (signed === null) throw unreadable(found, "its signatures");
  const { predicate } = manifest;
  const { sequence, commit, recorded, principal } = found;
  const placed = {
    ...{ sequence, commit, recorded, digest: sha256(bytes), leaf: leafHash(bytes) },
    ...{ prev: predicate.chain.prev, origin: predicate.chain.origin, versions: predicate.versions },
    ...{ entriesRoot: predicate.entries.root, signer: { principal, key: signed.signatures[0].keyid } },
  };
  if ("event" in predicate) return { ...placed, event: predicate.event };
  return { ...placed, record: (await wholeRun(git, found, { predicate })).record };
}

/** What a commit of the ledger says of the whole tree up to it; null when it has no checkpoint that can be read. Nothing is verified. */
export async function readCheckpoint(git: Git, commit: string): Promise<TreeHead | null> {
  const bytes = await git.readAt(commit, "checkpoint");
  return bytes === null ? null : (parseNote(Buffer.from(bytes).toString("utf8"))?.head ?? null);
}
