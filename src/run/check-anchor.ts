import { type AnchorFault, anchorFault } from "../audit/extends-anchor.ts";
import { ledgerRef } from "../audit/layout.ts";
import { findStanding } from "../audit/standing.ts";
import type { AuditSettings } from "../model/audit-settings.ts";
import { RollcallError } from "../model/error.ts";
import type { AnchoredHead } from "../model/ledger.ts";
import type { Git } from "../ports/git.ts";

/** The head that the files keep, and where they keep it. */
export interface KeptAnchor {
  readonly path: string;
  readonly head: AnchoredHead;
}

/** The anchor of files that were read; null when they have none, and nothing is checked. */
export function keptAnchor(files: { readonly anchor: AnchoredHead | null }, audit: AuditSettings): KeptAnchor | null {
  return files.anchor === null ? null : { path: audit.anchor, head: files.anchor };
}

/**
 * Throws `ledger-invalid` unless the ledger, here or at the remote, still extends the head that the files keep. Cheap: nothing is
 * verified but that the head is where it was, and the remote is asked only when this clone alone does not extend it.
 */
export async function checkAnchor(git: Git | null, audit: AuditSettings, kept: KeptAnchor | null): Promise<void> {
  if (kept === null) return;
  const { branch, remote } = audit;
  if (git === null) throw notAnchored(kept, branch, { verdict: "truncated", sequence: 1 });
  const fault = await anchorFault(git, await git.resolve(ledgerRef(branch)), kept.head);
  if (fault === null) return;
  if (remote === null) throw notAnchored(kept, branch, fault);
  const { tip, outOfReach } = await findStanding({ git, branch, remote });
  if (outOfReach !== null) throw notAnchored(kept, `${branch} (its remote is out of reach: ${outOfReach})`, fault);
  await checkAnchoredTip(git, tip, kept);
}

/** The same for a tip that the next run is to follow. */
export async function checkAnchoredTip(git: Git, tip: string | null, kept: KeptAnchor | null): Promise<void> {
  const fault = kept === null ? null : await anchorFault(git, tip, kept.head);
  if (kept !== null && fault !== null) throw notAnchored(kept, "the ledger", fault);
}

function notAnchored(kept: KeptAnchor, what: string, { verdict, sequence }: AnchorFault): RollcallError {
  const { size, commit, origin } = kept.head;
  const anchored = `${kept.path} has ${size} records up to commit ${commit}`;
  const text = {
    truncated: `${what} is truncated: ${anchored}, and run ${sequence} is missing (or this clone is behind: fetch the branch)`,
    forked: `${what} is forked: ${anchored}, and run ${sequence} is another`,
    "other-ledger": `${what} is another ledger than ${origin}, of which ${anchored}`,
  };
  return new RollcallError("ledger-invalid", text[verdict]);
}
