import type { Tree } from "../document/tree.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import type { Thresholds } from "../model/organization.ts";
import { Files } from "./files.ts";
import { type PolicyText, readPolicyFiles } from "./policy-files.ts";
import { readKind } from "./read-kind.ts";
import { thresholdsKind } from "./thresholds-file.ts";

/** The policies alone, with the numbers that they judge by. */
export interface LoadedPolicies {
  readonly policies: readonly PolicyText[];
  readonly thresholds: Thresholds;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads `policies/` of a tree and nothing else. */
export async function loadPolicies(tree: Tree): Promise<LoadedPolicies> {
  const files = new Files(tree);
  const read = await readPolicyFiles(files);
  const thresholds = await readKind(read.thresholds, thresholdsKind);
  const diagnostics = [...files.diagnostics, ...read.diagnostics, ...thresholds.flatMap((each) => each.diagnostics)];
  return { policies: read.policies, thresholds: thresholds[0]?.value?.values ?? {}, diagnostics };
}
