import { readHead } from "../audit/extends-anchor.ts";
import { anchorText } from "../desired/anchor-file.ts";
import { RollcallError } from "../model/error.ts";
import type { AnchoredHead, Verification } from "../model/ledger.ts";
import type { KeptFile } from "./read-since.ts";
import { type AuditedLedger, readAudited, verifyAudited } from "./verify-ledger.ts";
import type { Scope, World } from "./world.ts";

/** What became of anchoring: a ledger that does not hold, or that does not extend what is kept, is anchored nowhere. */
export type Anchoring =
  | { readonly kind: "broken"; readonly verification: Verification & { readonly kind: "broken" } }
  | {
      readonly kind: "anchored";
      /** Where it is kept: a path, the name of a tag. */
      readonly name: string;
      readonly head: AnchoredHead;
      /** Whether anything was written. */
      readonly isNew: boolean;
      /** Why the remote has not got it; null when it has, or is not meant to. */
      readonly reason: string | null;
    };

/** Verifies the ledger, against the anchor that is there too, and writes its head into the anchor's file below the root. */
export async function anchorLedger(world: World, scope: Scope): Promise<Anchoring> {
  if (scope.ref !== null)
    throw new RollcallError("input-invalid", "the anchor is written into the working directory, not into a commit");
  const audited = await readAudited(world, scope);
  const found = await headToKeep(world, audited);
  if (found.kind === "broken") return found;
  const { head } = found;
  const { path, before } = { path: audited.organization.audit.anchor, before: audited.files.anchor };
  const isNew = before === null || anchorText(before) !== anchorText(head);
  if (isNew) await world.disk.write(`${world.root}/${path}`, Buffer.from(anchorText(head), "utf8"));
  return { kind: "anchored", name: path, head, isNew, reason: null };
}

/** The head of a ledger that holds and extends everything kept before; throws `input-invalid` for a ledger without runs. */
export async function headToKeep(
  world: World,
  audited: AuditedLedger,
  since: KeptFile | null = null,
): Promise<
  | (Anchoring & { readonly kind: "broken" })
  | { readonly kind: "holds"; readonly head: AnchoredHead; readonly note: string }
> {
  const verification = await verifyAudited(world, audited, since);
  if (verification.kind === "broken") return { kind: "broken", verification };
  if (verification.head === null) {
    const hint = "apply a plan first, or fetch the branch";
    throw new RollcallError("input-invalid", `the ledger has no records: ${hint}`);
  }
  const { note, ...head } = await readHead(audited.git, verification.head);
  return { kind: "holds", head: { ...head, commit: verification.head }, note };
}
