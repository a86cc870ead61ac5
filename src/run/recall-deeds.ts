import { openEntry } from "../audit/confidential.ts";
import type { PersonKeys } from "../audit/person-keys.ts";
import { readRun, readRuns, type SealedRun } from "../audit/read.ts";
import { RollcallError } from "../model/error.ts";
import { groupBy } from "../model/group-by.ts";
import type { ManifestEntry } from "../model/manifest.ts";
import type { Undoes } from "../model/plan.ts";
import { type Deed, mayHaveTakenEffect } from "../plan/deed.ts";
import type { Git } from "../ports/git.ts";
import type { Files, FilesWorld } from "./read-files.ts";
import { unsealUpdates } from "./unseal-updates.ts";

/** Which run to undo. */
export interface UndoRequest {
  readonly sequence: number;
  /** When it is known, the run at that place must have this id. */
  readonly run?: string;
  /** Only what was made in this ring; left out: all of it. */
  readonly ring?: number;
}

/** What a run did, ready to be taken back. */
export interface RecalledDeeds {
  readonly undoes: Undoes;
  /** By application; also of applications that the files name no more. */
  readonly byApplication: ReadonlyMap<string, readonly Deed[]>;
}

/** Reads from the ledger what a run did that may have taken effect, and finds the values that it wrote over. Throws `input-invalid`. */
export async function recallDeeds(
  world: FilesWorld,
  files: Files,
  request: UndoRequest & { readonly keys?: PersonKeys | null },
): Promise<RecalledDeeds> {
  const { git } = world;
  const { organization } = files;
  if (git === null || organization === null)
    throw new RollcallError("input-invalid", `${world.root} is in no git repository: there is no run to undo`);
  const { branch } = organization.audit;
  const run = await readRun(git, branch, request.sequence);
  if (run === null) throw new RollcallError("input-invalid", `the ledger has no run ${request.sequence}`);
  if (request.run !== undefined && request.run !== run.record.run)
    throw new RollcallError("plan-stale", `run ${run.sequence} of the ledger is not the one that this plan undoes`);
  const { ring, keys = null } = request;
  if (ring !== undefined) refuseUnknownRing(run, ring);
  const meant = run.record.entries.filter((entry) => mayHaveTakenEffect(entry) && isOfRing(entry, ring));
  const entries = keys === null ? meant : await Promise.all(meant.map((entry) => openEntry(entry, keys)));
  const values = await unsealUpdates(world, { files, run: { ...run, record: { ...run.record, entries } } });
  const deletable = await deletableAccounts(git, files, run);
  const deeds = entries.map((entry) => ({
    entry,
    values: values.get(entry.key) ?? [],
    isDeletable: deletable.has(accountKey(entry)),
  }));
  return {
    undoes: { sequence: run.sequence, run: run.record.run, ...(ring === undefined ? {} : { ring }) },
    byApplication: groupBy(deeds, ({ entry }) => entry.application),
  };
}

/** A ring that the run reached nobody in is one of its rings, and there is nothing to take back. */
function refuseUnknownRing({ sequence, record }: SealedRun, ring: number): void {
  const rings = [...new Set(record.entries.flatMap((entry) => entry.ring ?? []))].sort((a, b) => a - b);
  if (rings.includes(ring)) return;
  const known = rings.length === 0 ? "it was made in none: leave --ring out" : `it was made in ${rings.join(", ")}`;
  throw new RollcallError("input-invalid", `run ${sequence} of the ledger has no ring ${ring}; ${known}`);
}

function isOfRing(entry: Pick<ManifestEntry, "ring">, ring: number | undefined): boolean {
  return ring === undefined || entry.ring === ring;
}

/**
 * Accounts that a later run has disabled, and that no run has touched for as long as the rule for leavers waits, in those
 * applications that delete.
 */
async function deletableAccounts(git: Git, files: Files, run: SealedRun): Promise<ReadonlySet<string>> {
  const waits = new Map<string, number>();
  for (const { name, leaver } of files.organization?.applications ?? [])
    if (leaver.kind === "delete") waits.set(name, leaver.after);
  const created = run.record.entries.filter(
    ({ kind, application }) => kind === "create-account" && waits.has(application),
  );
  if (created.length === 0) return new Set();
  const open = new Set(created.map(accountKey));
  const deletable = new Set<string>();
  for await (const { sequence, record } of readRuns(git, files.organization?.audit.branch ?? "")) {
    if (sequence <= run.sequence || open.size === 0) break;
    for (const entry of record.entries.toReversed()) {
      const key = accountKey(entry);
      if (entry.kind === "end-sessions" || !mayHaveTakenEffect(entry) || !open.delete(key)) continue;
      const due = Date.parse(entry.at) + (waits.get(entry.application) ?? Number.POSITIVE_INFINITY);
      if (entry.kind === "disable-account" && due <= Date.parse(files.at)) deletable.add(key);
    }
  }
  return deletable;
}

function accountKey({ application, account }: { application: string; account: string | null }): string {
  return `${application}/${account}`;
}
