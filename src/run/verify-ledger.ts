import { parseAllowedSigners } from "../audit/allowed-signers.ts";
import { type Anchor, noHead } from "../audit/anchor.ts";
import { readTags } from "../audit/tag.ts";
import { verifyLedger } from "../audit/verify.ts";
import { RollcallError } from "../model/error.ts";
import type { Verification } from "../model/ledger.ts";
import type { Organization } from "../model/organization.ts";
import type { Git } from "../ports/git.ts";
import { type Files, readFiles } from "./read-files.ts";
import { type KeptFile, readSince } from "./read-since.ts";
import type { Scope, World } from "./world.ts";

/** A ledger to verify, with the files that say who may sign it. */
export interface AuditedLedger {
  readonly git: Git;
  readonly files: Files;
  readonly organization: Organization;
  readonly allowedSigners: string;
}

/**
 * Checks every run of the ledger against the signers that the files allow, and holds the ledger against every head that is kept:
 * in the files, in tags, and in what was kept from before.
 */
export async function verifyLedgerOf(world: World, scope: Scope, since: KeptFile | null): Promise<Verification> {
  return verifyAudited(world, await readAudited(world, scope), since);
}

/** The files and the repository that a verification needs; throws `input-invalid` when one of them is not there. */
export async function readAudited(world: World, scope: Scope): Promise<AuditedLedger> {
  if (world.git === null)
    throw new RollcallError("input-invalid", `${world.root} is in no git repository: there is no ledger`);
  const files = await readFiles(world, scope);
  const { organization, allowedSigners } = files;
  if (organization === null)
    throw new RollcallError("input-invalid", "the files have mistakes: rollcall validate lists them");
  if (allowedSigners === null) {
    throw new RollcallError(
      "input-invalid",
      `there is no ${organization.audit.allowedSigners}: without it nobody's signature counts`,
    );
  }
  return { git: world.git, files, organization, allowedSigners };
}

/** The same for files that are read already. */
export async function verifyAudited(
  world: Pick<World, "clock">,
  { git, files, organization, allowedSigners }: AuditedLedger,
  since: KeptFile | null,
): Promise<Verification> {
  const { branch, witnesses, anchor: path } = organization.audit;
  const kept: readonly Anchor[] = [
    ...(files.anchor === null ? [] : [{ ...noHead, ...files.anchor, kind: "file" as const, name: path }]),
    ...(await readTags(git, parseAllowedSigners(allowedSigners))),
    ...(since === null ? [] : [await readSince(since, { allowedSigners, witnesses })]),
  ];
  return verifyLedger(git, { branch, allowedSigners, revoked: files.revokedKeys, clock: world.clock, anchors: kept });
}
