import { type Appended, appendRun, checkLedger, type Ledger } from "../audit/append.ts";
import { findRun } from "../audit/find-run.ts";
import { readRun } from "../audit/read.ts";
import { openSshSigner } from "../audit/ssh-key.ts";
import { RollcallError } from "../model/error.ts";
import type { RunRecord } from "../model/manifest.ts";
import type { Organization } from "../model/organization.ts";
import type { World } from "./world.ts";

/** Where a run stands in the ledger. */
export type Recorded = Appended;

/** The ledger that this organisation's runs are recorded in, ready to be written. */
export interface OpenLedger {
  /** The place and the end of a run that is there already; null when it is not. */
  find(run: string): Promise<(Recorded & Pick<RunRecord, "conclusion">) | null>;
  append(record: RunRecord): Promise<Recorded>;
}

/** Opens the ledger for writing and looks whether it holds so far; throws before anything else is done when it does not. */
export async function openLedger(
  world: World,
  organization: Organization,
  allowedSigners: string | null,
): Promise<OpenLedger> {
  const { audit } = organization;
  if (world.git === null)
    throw new RollcallError(
      "input-invalid",
      `${world.root} is in no git repository: there is nowhere to record the run`,
    );
  if (audit.signer === null)
    throw new RollcallError(
      "signer-unavailable",
      "rollcall.yaml names no audit.signer: a run that nobody signs is not applied",
    );
  const signer = openSshSigner(await world.secret(audit.signer));
  const { git, clock, random } = world;
  const ledger: Ledger = { git, branch: audit.branch, remote: audit.remote, signer, allowedSigners, clock, random };
  await checkLedger(ledger);
  return {
    append: (record) => appendRun(ledger, record),
    find: async (run) => {
      const tip = await git.resolve(`refs/heads/${audit.branch}`);
      const place = tip === null ? null : await findRun(git, tip, run);
      if (place === null) return null;
      const found = await readRun(git, audit.branch, place.sequence);
      if (found === null) throw new RollcallError("ledger-invalid", `run ${place.sequence} cannot be read`);
      // Recorded before; the remote may not have got it then.
      return { ...(await appendRun(ledger, found.record)), conclusion: found.record.conclusion };
    },
  };
}
