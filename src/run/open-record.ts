import { parseAllowedSigners } from "../audit/allowed-signers.ts";
import { openRecord, type SignedRecord } from "../audit/plan-record.ts";
import { parseRevokedKeys } from "../audit/revoked-keys.ts";
import type { Reviews } from "../model/approval.ts";
import type { Instant } from "../model/instant.ts";
import type { PlanRecord } from "../model/plan-record.ts";
import { type Files, type FilesWorld, readFiles } from "./read-files.ts";

/** Opens one record; throws `plan-tampered`. */
type OpenRecord = (signed: SignedRecord) => Promise<PlanRecord>;

/** Opens records that a base lets somebody sign, at the present time: a record says itself how old it is. Its files are read once. */
export async function recordsOf(
  world: FilesWorld,
  { base, now }: { readonly base: string; readonly now: Instant },
): Promise<{ readonly files: Files; readonly open: OpenRecord }> {
  const files = await readFiles(world, { ref: base, at: now });
  const signers = parseAllowedSigners(files.allowedSigners ?? "", parseRevokedKeys(files.revokedKeys ?? ""));
  return { files, open: async (signed) => (await openRecord(signed, { signers, at: Date.parse(now) })).record };
}

/** Who agreed to all that was shown agreed to these operations, each a part of it, from when it was shown. */
export function agreedToAll(
  { reviews, overrides, ...said }: Reviews,
  { shown, operations }: { readonly shown: PlanRecord; readonly operations: string },
): Reviews {
  const moved = <T extends { readonly operations: string | null }>(about: T): T =>
    about.operations === shown.operations ? { ...about, operations } : about;
  return {
    ...said,
    published: said.published ?? shown.at,
    reviews: reviews.map(moved),
    overrides: overrides.map(moved),
  };
}
