import { loadOrganization } from "../desired/load.ts";
import { commitTree, directoryTree, type Tree } from "../document/tree.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import { RollcallError } from "../model/error.ts";
import type { Instant } from "../model/instant.ts";
import { instantOf } from "../ports/clock.ts";
import type { Scope, World } from "./world.ts";

/** What the loader gives, with the tree and the moment it was read for. */
export type Files = Awaited<ReturnType<typeof loadOrganization>> & {
  readonly at: Instant;
  /** Commit that was read; null for a working directory that is no commit. */
  readonly commit: string | null;
};

/** Reads and checks everything people wrote, from the working directory or from a commit. */
export async function readFiles(world: World, scope: Scope): Promise<Files> {
  const at = scope.at ?? instantOf(world.clock);
  const tree = await openTree(world, scope.ref);
  const loaded = await loadOrganization(tree, at);
  const commit = tree.commit ?? (await cleanHead(world, Object.keys(loaded.inputs)));
  return { ...loaded, at, commit };
}

/** The errors among diagnostics: with one of them nothing may be planned. */
export function errorsOf(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return diagnostics.filter(({ severity }) => severity === "error");
}

async function openTree(world: World, ref: string | null): Promise<Tree> {
  if (ref === null) return directoryTree(world.disk, world.root);
  if (world.git === null)
    throw new RollcallError("input-invalid", `${world.root} is in no git repository, so it has no commit ${ref}`);
  const commit = await world.git.resolve(ref);
  if (commit === null) throw new RollcallError("input-invalid", `the repository has no commit ${ref}`);
  return commitTree(world.git, commit);
}

async function cleanHead(world: World, inputs: readonly string[]): Promise<string | null> {
  if (world.git === null) return null;
  const head = await world.git.resolve("HEAD");
  return head === null || (await world.git.isDirty(inputs)) ? null : head;
}
