import { parseAllowedSigners } from "../audit/allowed-signers.ts";
import { openRecord, type SignedRecord } from "../audit/plan-record.ts";
import { parseRevokedKeys } from "../audit/revoked-keys.ts";
import type { Instant } from "../model/instant.ts";
import type { PlanRecord } from "../model/plan-record.ts";
import { type FilesWorld, readFiles } from "./read-files.ts";

/**
 * The record of a plan, signed by whom a base lets sign, at the present time: a record says itself how old it is. Throws
 * `plan-tampered`.
 */
export async function openRecordAt(
  world: FilesWorld,
  signed: SignedRecord,
  { base, now }: { readonly base: string; readonly now: Instant },
): Promise<PlanRecord> {
  const { allowedSigners, revokedKeys } = await readFiles(world, { ref: base, at: now });
  const signers = parseAllowedSigners(allowedSigners ?? "", parseRevokedKeys(revokedKeys ?? ""));
  return (await openRecord(signed, { signers, at: Date.parse(now) })).record;
}
