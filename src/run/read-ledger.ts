import { openEntry } from "../audit/confidential.ts";
import { exportEnvelope, type exportForms } from "../audit/export.ts";
import { listRecords, readEnvelope, readRecordAt } from "../audit/read.ts";
import { RollcallError } from "../model/error.ts";
import type { LedgerRun, LedgerSummary, RecordedEvent } from "../model/ledger.ts";
import type { Git } from "../ports/git.ts";
import { openPersonKeys } from "./open-person-keys.ts";
import { type Files, type FilesWorld, readFiles } from "./read-files.ts";
import type { Scope, World } from "./world.ts";

/** The newest of what the ledger records, newest first. */
export async function listLedgerRecords(
  world: World,
  scope: Scope,
  limit: number,
): Promise<readonly (LedgerSummary | RecordedEvent)[]> {
  const { git, branch } = await openLedgerOf(world, scope);
  const records: (LedgerSummary | RecordedEvent)[] = [];
  for await (const record of listRecords(git, branch, { limit })) records.push(record);
  return records;
}

/** What stands at a place of the ledger, with the values of people if they are to be opened. Throws `input-invalid` when there is nothing. */
export async function findRecord(
  world: World,
  scope: Scope,
  { sequence, opened }: { readonly sequence: number; readonly opened: boolean },
): Promise<LedgerRun | RecordedEvent> {
  const { git, branch, files } = await openLedgerOf(world, scope);
  const found = await readRecordAt(git, branch, sequence);
  if (found === null) throw new RollcallError("input-invalid", `the ledger has no run ${sequence}`);
  if ("event" in found || !opened || files.organization === null) return found;
  const keys = await openPersonKeys(world, files.organization.audit);
  if (keys === null) return found;
  const entries = await Promise.all(found.record.entries.map((entry) => openEntry(entry, keys)));
  return { ...found, record: { ...found.record, entries } };
}

/** The record at a place as other tools take it. Throws `input-invalid` when there is nothing. */
export async function exportRecord(
  world: World,
  scope: Scope,
  { sequence, form }: { readonly sequence: number; readonly form: (typeof exportForms)[number] },
): Promise<string> {
  const { git, branch } = await openLedgerOf(world, scope);
  const envelope = await readEnvelope(git, branch, sequence);
  if (envelope !== null) return exportEnvelope(envelope, form);
  throw new RollcallError("input-invalid", `the ledger has no record ${sequence}`);
}

/** Where the ledger is, and the files that say so; throws `input-invalid` when there is none. */
export async function openLedgerOf(
  world: FilesWorld,
  scope: Scope,
): Promise<{ readonly git: Git; readonly branch: string; readonly files: Files }> {
  if (world.git === null)
    throw new RollcallError("input-invalid", `${world.root} is in no git repository: there is no ledger`);
  const files = await readFiles(world, scope);
  const { organization } = files;
  if (organization === null)
    throw new RollcallError("input-invalid", "the files have mistakes: rollcall validate lists them");
  return { git: world.git, branch: organization.audit.branch, files };
}
