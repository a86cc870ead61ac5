import { parseAllowedSigners } from "../audit/allowed-signers.ts";
import { ledgerRef } from "../audit/layout.ts";
import { readTags, tagRef } from "../audit/tag.ts";
import { verifyLedger } from "../audit/verify.ts";
import { RollcallError } from "../model/error.ts";
import type { Verification } from "../model/ledger.ts";
import type { Git } from "../ports/git.ts";
import { openLedgerOf } from "./read-ledger.ts";
import { type KeptFile, readSince } from "./read-since.ts";
import type { Scope, World } from "./world.ts";

/** References of the ledger and of its tags, to be put into one file. Throws `input-invalid` when there is no ledger. */
export async function refsToBundle(world: World, scope: Scope): Promise<readonly string[]> {
  const { git, branch } = await openLedgerOf(world, scope);
  const ref = ledgerRef(branch);
  if ((await git.resolve(ref)) === null)
    throw new RollcallError("input-invalid", `there is no branch ${branch} here: fetch it`);
  const tags = await git.listRefs(tagRef(""));
  return [ref, ...tags.map(({ name }) => name)];
}

/** Where a bundle has its ledger: the branch and the tags of its checkpoints. */
export function refsInBundle(branch: string): { readonly branch: string; readonly tags: string } {
  return { branch: ledgerRef(branch), tags: tagRef("") };
}

/** What a ledger from a bundle is verified against: texts of files got by another way than the bundle. */
export interface BundleReader {
  readonly branch: string;
  readonly signers: string;
  readonly revoked: string | null;
  readonly since: KeptFile | null;
  /** Verifier keys of witnesses who must all have cosigned what was kept. */
  readonly witnesses: readonly string[];
}

/** Verifies the ledger of a bundle from its first record to its last, against its own tags and what was kept elsewhere. */
export async function verifyBundled(
  git: Git,
  clock: World["clock"],
  { branch, signers, revoked, since, witnesses }: BundleReader,
): Promise<Verification> {
  const trust = { allowedSigners: signers, witnesses: { keys: witnesses, quorum: witnesses.length } };
  const tags = await readTags(git, parseAllowedSigners(signers));
  const anchors = [...tags, ...(since === null ? [] : [await readSince(since, trust)])];
  return verifyLedger(git, { branch, allowedSigners: signers, revoked, clock, anchors });
}
