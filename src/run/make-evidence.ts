import { gatherEvidence } from "../audit/evidence.ts";
import { parseNote } from "../audit/note.ts";
import { evidenceScript } from "../audit/page/script.ts";
import { RollcallError } from "../model/error.ts";
import type { Evidence } from "../model/evidence.ts";
import type { Verification } from "../model/ledger.ts";
import { headToKeep } from "./anchor-ledger.ts";
import type { KeptFile } from "./read-since.ts";
import { readAudited } from "./verify-ledger.ts";
import type { Scope, World } from "./world.ts";

/** Most records that one page shows. */
const most = 1000;

/** Which records somebody wants evidence of; null: from the first, or as many as fit, to the last. */
export interface EvidenceRange {
  readonly from: number | null;
  readonly to: number | null;
  /** A checkpoint, cosigned or not, to prove them under; null: the newest one. */
  readonly checkpoint: KeptFile | null;
}

/** Evidence with the script that checks it in a browser; or a ledger that does not verify, of which nothing can be shown. */
export type EvidenceMade =
  | { readonly kind: "broken"; readonly verification: Verification & { readonly kind: "broken" } }
  | { readonly kind: "made"; readonly evidence: Evidence; readonly script: string };

/** Verifies the ledger, and gathers records of it for somebody who has neither the repository nor Rollcall. */
export async function makeEvidence(world: World, scope: Scope, range: EvidenceRange): Promise<EvidenceMade> {
  const audited = await readAudited(world, scope);
  const found = await headToKeep(world, audited, range.checkpoint);
  if (found.kind === "broken") return found;
  const { organization, allowedSigners, files, git } = audited;
  const { commit, size } = found.head;
  const checkpoint = range.checkpoint?.text ?? found.note;
  const to = range.to ?? parseNote(checkpoint)?.head.size ?? size;
  const from = range.from ?? Math.max(1, to - most + 1);
  if (from < 1 || to < from || to > size)
    throw new RollcallError("input-invalid", `the ledger has records 1 to ${size}, and no ${from} to ${to}`);
  if (to - from >= most)
    throw new RollcallError("input-invalid", `${to - from + 1} records are too many for one page: ask for ${most}`);
  const evidence = await gatherEvidence(git, {
    ...{ tip: commit, size, from, to, checkpoint, allowedSigners, revokedKeys: files.revokedKeys },
    organization: organization.name,
    made: new Date(world.clock.now()).toISOString(),
    witnesses: organization.audit.witnesses.keys,
  });
  return { kind: "made", evidence, script: evidenceScript() };
}
