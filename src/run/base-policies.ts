import { canonical } from "../document/canonical.ts";
import { RollcallError } from "../model/error.ts";
import type { Instant } from "../model/instant.ts";
import type { Organization } from "../model/organization.ts";
import { baseData, seenFromBase } from "../policy/base-data.ts";
import { compilePolicies, type RunnablePolicy } from "../policy/compile.ts";
import type { PolicyData } from "../policy/policy-data.ts";
import type { PolicySource } from "../policy/world.ts";
import { checkAnchor, keptAnchor } from "./check-anchor.ts";
import { errorsOf, type Files, readFiles } from "./read-files.ts";
import type { World } from "./world.ts";

/** The policies, thresholds and protections of a commit that judge a proposal which may want to change them. */
export interface BasePolicies {
  readonly commit: string;
  readonly organization: Organization;
  /** Text of its file of allowed signers; null when there is none. */
  readonly allowedSigners: string | null;
  readonly revokedKeys: string | null;
  readonly compiled: RunnablePolicy;
  /** Files of `policies/` that the proposal adds, changes or removes, sorted. */
  readonly changed: readonly string[];
  /** A proposal with the roles that this base takes them for. */
  seen(proposal: Organization): Organization;
  /** What these policies look things up in while they judge a proposal. */
  dataFor(proposal: Organization): PolicyData;
  /** Whether judging by this base as well can give nothing new. */
  isSame(proposed: RunnablePolicy, data: PolicyData): boolean;
}

/**
 * Reads and compiles what judges from a commit. Throws `input-invalid` when the commit is not there or does not hold, `ledger-invalid`
 * when the ledger does not extend the head that it keeps.
 */
export async function openBasePolicies(
  world: World,
  commit: string,
  proposal: Pick<Files, "inputs"> & { readonly at: Instant; readonly organization: Organization },
): Promise<BasePolicies> {
  const files = await readFiles(world, { ref: commit, at: proposal.at });
  const { organization } = files;
  if (organization === null || files.commit === null) throw unusable(commit, errorsOf(files.diagnostics)[0]);
  // A proposal that moves the anchor back, or takes it away, is still held against what main keeps.
  await checkAnchor(world.git, organization.audit, keptAnchor(files, organization.audit));
  const compiled = await compileBase(world, commit, files.policies);
  const seen = seenFromBase(organization, proposal.organization);
  const data = baseData(organization, seen);
  const text = canonical(data);
  return {
    ...{
      commit: files.commit,
      organization,
      compiled,
      allowedSigners: files.allowedSigners,
      revokedKeys: files.revokedKeys,
    },
    changed: changedPolicies(files.inputs, proposal.inputs),
    seen: (other) => (other === proposal.organization ? seen : seenFromBase(organization, other)),
    dataFor: (other) =>
      other === proposal.organization ? data : baseData(organization, seenFromBase(organization, other)),
    isSame: (proposed, own) => proposed.digest === compiled.digest && canonical(own) === text,
  };
}

async function compileBase(world: World, commit: string, sources: readonly PolicySource[]): Promise<RunnablePolicy> {
  const compiled = await compilePolicies(sources, world);
  if (compiled.kind === "compiled") return compiled;
  throw unusable(commit, compiled.diagnostics[0]);
}

/** Files of `policies/` that differ between two sets of inputs, sorted. */
export function changedPolicies(base: Files["inputs"], proposal: Files["inputs"]): readonly string[] {
  const paths = [...new Set([...Object.keys(base), ...Object.keys(proposal)])];
  return paths.filter((path) => path.startsWith("policies/") && base[path] !== proposal[path]).sort();
}

function unusable(
  commit: string,
  first: { readonly message: string; readonly at: { readonly file: string; readonly line: number } } | undefined,
) {
  const why = first === undefined ? "" : `: ${first.at.file}:${first.at.line}: ${first.message}`;
  return new RollcallError(
    "input-invalid",
    `commit ${commit} cannot judge this plan, because its own files do not hold${why}`,
  );
}
