import { RollcallError } from "../model/error.ts";
import type { Evidence, EvidenceRecord, EvidenceSigner } from "../model/evidence.ts";
import type { Git } from "../ports/git.ts";
import { type AllowedSigner, parseAllowedSigners, permission } from "./allowed-signers.ts";
import { readLedgerCommit } from "./chain.ts";
import { commitNamespace } from "./commit.ts";
import { linesOf } from "./entries.ts";
import { commitAt } from "./extends-anchor.ts";
import { leafHash } from "./merkle.ts";
import { besideRange } from "./merkle-range.ts";
import { parseNote } from "./note.ts";
import { readLeaves } from "./prove.ts";
import { publicKeyBlob } from "./public-key.ts";
import { readAhead } from "./read-ahead.ts";
import { parseRevokedKeys } from "./revoked-keys.ts";
import { manifestNamespace } from "./statement.ts";
import { readFiles } from "./stored-run.ts";

/** Which records are to be shown, under which checkpoint, to whom they are explained. */
export interface EvidenceWish extends Pick<Evidence, "organization" | "made" | "checkpoint" | "witnesses"> {
  /** Commit of a ledger that was verified. */
  readonly tip: string;
  /** How many records it has. */
  readonly size: number;
  /** First and last place. */
  readonly from: number;
  readonly to: number;
  readonly allowedSigners: string;
  /** Text of the file of revoked keys; null when there is none. */
  readonly revokedKeys: string | null;
}

/** Gathers records of a ledger with all that it takes to check them elsewhere; the ledger is verified already. */
export async function gatherEvidence(git: Git, wish: EvidenceWish): Promise<Evidence> {
  const { tip, size, from, to, organization, made, checkpoint, witnesses, allowedSigners, revokedKeys } = wish;
  const head = parseNote(checkpoint)?.head;
  if (head === undefined || head.size > size || head.size < to)
    throw new RollcallError(
      "input-invalid",
      `the checkpoint does not cover records ${from} to ${to} of the ledger here`,
    );
  const end = await commitAt(git, tip, size - head.size);
  const leaves = await readLeaves(git, end);
  const beside = besideRange(leaves, { from: from - 1, to });
  return {
    format_version: "1.0",
    ...{ organization, made, origin: head.origin, checkpoint, witnesses, allowedSigners },
    signers: signersOf(allowedSigners, revokedKeys ?? ""),
    beside: beside.map((hash) => hash.toString("base64")),
    records: await readRecords(git, await commitAt(git, end, head.size - to), { from, to }),
  };
}

async function readRecords(
  git: Git,
  tip: string,
  { from, to }: { from: number; to: number },
): Promise<EvidenceRecord[]> {
  const commits: string[] = [];
  for await (const oid of git.history(tip, { limit: to - from + 1 })) commits.push(oid);
  const records: EvidenceRecord[] = [];
  for await (const { loaded } of readAhead(commits.reverse(), (oid, index) => readRecord(git, oid, from + index)))
    records.push(await loaded);
  return records;
}

async function readRecord(git: Git, oid: string, sequence: number): Promise<EvidenceRecord> {
  const commit = await readLedgerCommit(git, oid);
  if (commit === null) throw new RollcallError("ledger-invalid", `commit ${oid} is not one that Rollcall wrote`);
  const { files } = await readFiles(git, { oid, sequence }, commit);
  const entries = files["entries.ndjson"];
  return {
    sequence,
    manifest: textOf(files.json),
    signatures: textOf(files["sigs.json"]),
    entries: textOf(entries),
    basis: textOf(files["basis.json"]),
    leaf: leafHash(files.json).toString("base64"),
    entryLeaves: linesOf(entries).map((line) => leafHash(line).toString("base64")),
  };
}

/** Files of a ledger that was verified are canonical JSON, so their text is their bytes. */
function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("utf8");
}

function signersOf(allowedSigners: string, revokedKeys: string): EvidenceSigner[] {
  const revoked = parseRevokedKeys(revokedKeys);
  return parseAllowedSigners(allowedSigners)
    .filter(maySign)
    .map((signer) =>
      toSigner(
        signer,
        revoked.some((key) => key.equals(signer.key)),
      ),
    );
}

/** Whether a signer may sign records at some time; what a page is told must not depend on when it is made. */
function maySign(signer: AllowedSigner): boolean {
  return [commitNamespace, manifestNamespace].every((namespace) => {
    const { kind } = permission([signer], { key: signer.key, namespace, at: signer.validAfter ?? 0 });
    return kind === "allowed" || kind === "expired";
  });
}

function toSigner({ principals, key, validAfter, validBefore }: AllowedSigner, revoked: boolean): EvidenceSigner {
  const blob = publicKeyBlob(key).toString("base64");
  return { principal: principals, key: blob, after: validAfter, before: validBefore, revoked };
}
