import type { Profile } from "../connectors/scim/profile.ts";
import { type AnchorRead, readAnchor } from "../desired/anchor-file.ts";
import { type HoldsRead, readHolds } from "../desired/holds-file.ts";
import { loadOrganization } from "../desired/load.ts";
import { inOrder } from "../document/diagnostic-order.ts";
import { sha256 } from "../document/digest.ts";
import { commitTree, directoryTree, type Tree } from "../document/tree.ts";
import { UnusablePath } from "../document/unusable-path.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import { RollcallError } from "../model/error.ts";
import type { Instant } from "../model/instant.ts";
import type { AnchoredHead } from "../model/ledger.ts";
import { instantOf } from "../ports/clock.ts";
import { checkRoster } from "./check-roster.ts";
import { readProfiles, unknownProfiles } from "./read-profiles.ts";
import type { Scope, World } from "./world.ts";

/** What the loader gives, with the tree and the moment it was read for. */
export type Files = Awaited<ReturnType<typeof loadOrganization>> & {
  readonly at: Instant;
  /** Commit that was read; null for a working directory that is no commit. */
  readonly commit: string | null;
  /** Provider profiles of the organisation's own. */
  readonly profiles: readonly Profile[];
  /** The head of the ledger that these files keep; null: none yet. */
  readonly anchor: AnchoredHead | null;
  /** Whose personal data may not be erased. */
  readonly holds: HoldsRead["holds"];
};

/** What reading files touches of the world. */
export type FilesWorld = Pick<World, "clock" | "disk" | "git" | "root">;

/** Reads and checks everything people wrote, from the working directory or from a commit. */
export async function readFiles(world: FilesWorld, scope: Scope): Promise<Files> {
  const at = scope.at ?? instantOf(world.clock);
  const tree = await openTree(world, scope.ref);
  const [loaded, own, held] = await Promise.all([loadOrganization(tree, at), readProfiles(tree), readHolds(tree)]);
  const unknown = unknownProfiles(loaded.organization?.applications ?? [], own);
  const { organization, allowedSigners, revokedKeys, rosterManifest } = loaded;
  const mustBeSigned = organization?.rosterGuard.manifest === "signed";
  const roster = await checkRoster(rosterManifest, { allowedSigners, revokedKeys, mustBeSigned, at });
  const kept = organization === null ? noAnchor : await readAnchor(tree, organization.audit.anchor);
  const wrong = [...own.diagnostics, ...unknown, ...roster, ...kept.diagnostics, ...held.diagnostics];
  const inputs = { ...loaded.inputs, ...own.inputs };
  const commit = tree.commit ?? (await cleanHead(world, inputs));
  return {
    ...loaded,
    organization: errorsOf(wrong).length > 0 ? null : loaded.organization,
    diagnostics: wrong.length > 0 ? inOrder([...loaded.diagnostics, ...wrong]) : loaded.diagnostics,
    ...{ inputs, at, commit, profiles: own.profiles, anchor: kept.anchor, holds: held.holds },
  };
}

const noAnchor: AnchorRead = { anchor: null, diagnostics: [] };

/** The errors among diagnostics: with one of them nothing may be planned. */
export function errorsOf(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return diagnostics.filter(({ severity }) => severity === "error");
}

/** The files of the working directory, or those of a commit. */
export async function openTree(world: FilesWorld, ref: string | null): Promise<Tree> {
  if (ref === null) return directoryTree(world.disk, world.root);
  if (world.git === null)
    throw new RollcallError("input-invalid", `${world.root} is in no git repository, so it has no commit ${ref}`);
  const commit = await world.git.resolve(ref);
  if (commit === null) throw new RollcallError("input-invalid", `the repository has no commit ${ref}`);
  return commitTree(world.git, commit);
}

/** The commit that a working directory is, down to the bytes that were read; null: it is none. */
async function cleanHead({ git }: FilesWorld, inputs: Readonly<Record<string, string>>): Promise<string | null> {
  if (git === null) return null;
  const head = await git.resolve("HEAD");
  if (head === null || (await git.isDirty(Object.keys(inputs)))) return null;
  return (await holds(commitTree(git, head), inputs)) ? head : null;
}

/** Files of a commit on their way at once. */
const atOnce = 32;

/** Git calls a file unchanged, too, that a filter, an encoding or a bit of its index hides from it. */
async function holds(tree: Tree, inputs: Readonly<Record<string, string>>): Promise<boolean> {
  const isSame = async ([path, digest]: readonly [string, string]) => {
    const bytes = await tree.read(path);
    return bytes !== null && sha256(bytes) === digest;
  };
  const files = Object.entries(inputs);
  try {
    for (let at = 0; at < files.length; at += atOnce) {
      if ((await Promise.all(files.slice(at, at + atOnce).map(isSame))).includes(false)) return false;
    }
    return true;
  } catch (error) {
    if (error instanceof UnusablePath) return false;
    throw error;
  }
}
