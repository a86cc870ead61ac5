import { type Appended, appendEvent, appendRun, checkLedger, type Ledger } from "../audit/append.ts";
import { findRecord } from "../audit/find-record.ts";
import type { PersonKeys } from "../audit/person-keys.ts";
import { newestRun, readRunAt } from "../audit/read.ts";
import { returningPolicies } from "../audit/versions.ts";
import { RollcallError } from "../model/error.ts";
import type { Instant } from "../model/instant.ts";
import type { LedgerEvent } from "../model/ledger-event.ts";
import type { RunRecord } from "../model/manifest.ts";
import type { Organization } from "../model/organization.ts";
import type { Basis } from "../model/plan.ts";
import type { Git } from "../ports/git.ts";
import { checkAnchoredTip, keptAnchor } from "./check-anchor.ts";
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
  /** Records something that is not a run. */
  note(event: LedgerEvent): Promise<Recorded>;
  /** Throws `plan-stale` when files from before the last run's, or policies that were replaced, would count again. */
  refuseReturned(basis: Pick<Basis, "commit" | "policy">): Promise<void>;
  /** The instant that the plan of the newest run was made for; null before the first run. */
  newestPlan(): Promise<Instant | null>;
}

/** What a ledger is opened by: whose signatures count, and the keys that values of people are sealed with; null: none are written. */
interface LedgerKeys {
  readonly files: Pick<Files, "allowedSigners" | "revokedKeys" | "anchor">;
  readonly personKeys: PersonKeys | null;
}

/** Opens the ledger for writing and looks whether it holds so far; throws before anything else is done when it does not. */
export async function openLedger(
  world: World,
  organization: Organization,
  { files, personKeys }: LedgerKeys,
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
  const { branch, remote } = audit;
  const kept = keptAnchor(files, audit);
  const refuse = (tip: string | null) => checkAnchoredTip(git, tip, kept);
  const { allowedSigners, revokedKeys: revoked } = files;
  return openLedgerOf({ git, branch, remote, signer, allowedSigners, revoked, clock, random, refuse, personKeys });
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
    note: async (event) => {
      const appended = await appendEvent(ledger, event);
      if (!appended.alreadyThere) tip = appended.commit;
      return appended;
    },
    find: async (run) => {
      const place = tip === null ? null : await findRecord(git, tip, { label: "Run", id: run });
      if (place === null) return null;
      const { record } = await readRunAt(git, place.commit);
      // Recorded before; the remote may not have got it then.
      return { ...(await appendRun(ledger, record)), conclusion: record.conclusion };
    },
    refuseReturned: (basis) => (tip === null ? Promise.resolve() : refuseReturned(git, tip, basis)),
    newestPlan: async () => (tip === null ? null : ((await newestRun(git, tip))?.record.plan.at ?? null)),
  };
}

/**
 * Whoever starts the pipeline at an old commit (a job that is run again, a branch that is behind) gets the files and the policies of that
 * day: what was taken back since would be given again. Only a commit after the last run's may bring policies back.
 */
async function refuseReturned(
  git: Git,
  tip: string,
  { commit, policy }: Pick<Basis, "commit" | "policy">,
): Promise<void> {
  const last = (await newestRun(git, tip))?.record.commit ?? null;
  const isHere = async (oid: string) => (await git.resolve(oid)) !== null;
  const isKnown = commit !== null && last !== null && (await isHere(last)) && (await isHere(commit));
  if (isKnown && commit !== last && (await git.isAncestor(commit, last))) {
    const text = `these files were replaced: the last run was made from ${last.slice(0, 12)}, which comes after ${commit.slice(0, 12)}`;
    throw new RollcallError("plan-stale", `${text}; plan from there, and revert in a new commit what is to go back`);
  }
  const version = await returningPolicies(git, tip, policy);
  if (version === null || (isKnown && (await git.isAncestor(last, commit)))) return;
  const why = "these policies were in force before, as version";
  const hint = `plan from a commit that has ${last?.slice(0, 12) ?? "the last run's"} in its history`;
  throw new RollcallError("plan-stale", `${why} ${version}, and were replaced since: ${hint}`);
}
