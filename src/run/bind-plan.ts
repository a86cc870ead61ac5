import { signRecord } from "../audit/plan-record.ts";
import { RollcallError } from "../model/error.ts";
import type { PlanResult } from "./make-plan.ts";
import { openSigner } from "./open-signer.ts";
import { readFiles } from "./read-files.ts";
import { readMerge, recordOf } from "./record-plan.ts";
import type { World } from "./world.ts";

/** Which pull request a plan is bound to. */
export interface Binding {
  readonly pullRequest: number;
  /** Commit that merges it: what was planned. */
  readonly ref: string | null;
  /** Commit that is merged, where the merge does not tell. */
  readonly head: string | null;
}

/**
 * Writes what a plan stands on to `path`, and the signature to `path.sig`. Who signs, and how, is what the base says: a proposal
 * does not choose the program that runs here.
 */
export async function bindPlan(
  world: World,
  planned: Extract<PlanResult, { readonly kind: "planned" }>,
  { path, binding }: { readonly path: string; readonly binding: Binding },
): Promise<void> {
  const { plan, roster } = planned;
  if (plan.basis.undoes !== undefined)
    throw new RollcallError("input-invalid", "--bind is for what a pull request changes, and --undo is for a run");
  const merge = await readMerge(world.git, binding.ref ?? "HEAD", binding.head);
  const { pullRequest } = binding;
  const record = await recordOf(world.git, plan, { merge, pullRequest, roster: roster?.digest ?? null });
  const { organization } = await readFiles(world, { ref: merge.base, at: plan.basis.at });
  if (organization?.audit.signer == null)
    throw new RollcallError("input-invalid", `commit ${merge.base} names nobody who signs: set audit.signer`);
  const signed = await signRecord(await openSigner(world, organization.audit.signer), record);
  await world.disk.write(path, signed.bytes, { named: true });
  await world.disk.write(`${path}.sig`, new TextEncoder().encode(signed.signature), { named: true });
}
