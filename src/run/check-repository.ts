import type { Tree } from "../document/tree.ts";
import { codeOwnersPlaces } from "../forge/code-owners.ts";
import { explained, type GitHubAccess, openGitHub } from "../forge/github.ts";
import { localGaps, protectionGaps } from "../forge/protection-gaps.ts";
import { readDefaultBranch, readProtection } from "../forge/read-protection.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import type { ProtectionGap } from "../model/protection.ts";
import { openTree, readFiles } from "./read-files.ts";
import type { Scope, World } from "./world.ts";

/** Ways past the protection of a repository, or what is wrong with the files that say what is to be protected. */
export type RepositoryCheck =
  /** A repository of null: only its files were looked at. */
  | { readonly kind: "checked"; readonly repository: string | null; readonly gaps: readonly ProtectionGap[] }
  | { readonly kind: "invalid"; readonly diagnostics: readonly Diagnostic[] };

/** Asks the forge, by reads alone, what somebody who attacks could do; without one (null) it looks at the file of code owners here. */
export async function checkRepository(world: World, scope: Scope, at: GitHubAccess | null): Promise<RepositoryCheck> {
  const { organization, diagnostics } = await readFiles(world, scope);
  if (organization === null) return { kind: "invalid", diagnostics };
  const { branch: audit, allowedSigners, anchor } = organization.audit;
  const paths = [...new Set(["rollcall.yaml", "policies/", ".github/", folderOf(anchor), folderOf(allowedSigners)])];
  if (at === null) {
    const codeOwners = await readCodeOwners(await openTree(world, scope.ref));
    return { kind: "checked", repository: null, gaps: localGaps(codeOwners, paths) };
  }
  const github = openGitHub(at, world);
  const where = { github: github.octokit, repo: github.where };
  const gaps = await explained(github, async () => {
    const branches = { main: await readDefaultBranch(where), audit };
    return protectionGaps(await readProtection(where, branches), { ...branches, paths });
  });
  return { kind: "checked", repository: `${at.owner}/${at.repository}`, gaps };
}

async function readCodeOwners(tree: Tree): Promise<string | null> {
  for (const place of codeOwnersPlaces) {
    const bytes = await tree.read(place);
    if (bytes !== null) return new TextDecoder().decode(bytes);
  }
  return null;
}

/** A file at the top stands for itself. */
function folderOf(path: string): string {
  const slash = path.indexOf("/");
  return slash === -1 ? path : path.slice(0, slash + 1);
}
