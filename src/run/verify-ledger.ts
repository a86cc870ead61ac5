import { verifyLedger } from "../audit/verify.ts";
import { RollcallError } from "../model/error.ts";
import type { Checkpoint, Verification } from "../model/ledger.ts";
import { readFiles } from "./read-files.ts";
import type { Scope, World } from "./world.ts";

/** Checks every run of the ledger against the signers that the files allow; `since` is a head seen before. */
export async function verifyLedgerOf(world: World, scope: Scope, since: Checkpoint | null): Promise<Verification> {
  if (world.git === null)
    throw new RollcallError("input-invalid", `${world.root} is in no git repository: there is no ledger`);
  const { organization, allowedSigners, revokedKeys: revoked } = await readFiles(world, scope);
  if (organization === null)
    throw new RollcallError("input-invalid", "the files have mistakes: rollcall validate lists them");
  if (allowedSigners === null) {
    throw new RollcallError(
      "input-invalid",
      `there is no ${organization.audit.allowedSigners}: without it nobody's signature counts`,
    );
  }
  const { branch } = organization.audit;
  const keys = { allowedSigners, revoked };
  return verifyLedger(world.git, { branch, ...keys, clock: world.clock, ...(since === null ? {} : { since }) });
}
