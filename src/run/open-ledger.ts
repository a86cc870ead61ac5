import { type Appended, appendRun, checkLedger, type Ledger } from "../audit/append.ts";
import { findRun } from "../audit/find-run.ts";
import { readRunAt } from "../audit/read.ts";
import { RollcallError } from "../model/error.ts";
import type { Instant } from "../model/instant.ts";
import type { RunRecord } from "../model/manifest.ts";
import type { Organization } from "../model/organization.ts";
import { openSigner } from "./open-signer.ts";
import type { Files } from "./read-files.ts";
import type { World } from "./world.ts";

/** Where a run stands in the ledger. */
export type Recorded = Appended;

/** The ledger that this organisation's runs are recorded in, ready to be written. */
export interface OpenLedger {
  /** Looks again: somebody else may have recorded a run since. Throws as opening does. */
  catchUp(): Promise<void>;
  /** The place and the end of a run that was there at the last look; null when it was not. */
  find(run: string): Promise<(Recorded & Pick<RunRecord, "conclusion">) | null>;
  append(record: RunRecord): Promise<Recorded>;
  /** The instant that the plan of the newest run was made for; null before the first run. */
  newestPlan(): Promise<Instant | null>;
}

/** Opens the ledger for writing and looks whether it holds so far; throws before anything else is done when it does not. */
export async function openLedger(
  world: World,
  organization: Organization,
  { allowedSigners, revokedKeys: revoked }: Pick<Files, "allowedSigners" | "revokedKeys">,
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
  const signer = await openSigner(world, audit.signer);
  const { git, clock, random } = world;
  const place = { git, branch: audit.branch, remote: audit.remote };
  return openLedgerOf({ ...place, signer, allowedSigners, revoked, clock, random });
}

/** The same for a ledger whose signer is at hand. */
export async function openLedgerOf(ledger: Ledger): Promise<OpenLedger> {
  const { git } = ledger;
  let { commit: tip } = await checkLedger(ledger);
  return {
    catchUp: async () => {
      tip = (await checkLedger(ledger)).commit;
    },
    append: async (record) => {
      const appended = await appendRun(ledger, record);
      if (!appended.alreadyThere) tip = appended.commit;
      return appended;
    },
    find: async (run) => {
      const place = tip === null ? null : await findRun(git, tip, run);
      if (place === null) return null;
      const { record } = await readRunAt(git, place.commit);
      // Recorded before; the remote may not have got it then.
      return { ...(await appendRun(ledger, record)), conclusion: record.conclusion };
    },
    newestPlan: async () => (tip === null ? null : (await readRunAt(git, tip)).record.plan.at),
  };
}
