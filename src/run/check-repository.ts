import { explained, type GitHubAccess, openGitHub } from "../forge/github.ts";
import { protectionGaps } from "../forge/protection-gaps.ts";
import { readDefaultBranch, readProtection } from "../forge/read-protection.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import type { ProtectionGap } from "../model/protection.ts";
import { readFiles } from "./read-files.ts";
import type { Scope, World } from "./world.ts";

/** Ways past the protection of a repository, or what is wrong with the files that say what is to be protected. */
export type RepositoryCheck =
  | { readonly kind: "checked"; readonly repository: string; readonly gaps: readonly ProtectionGap[] }
  | { readonly kind: "invalid"; readonly diagnostics: readonly Diagnostic[] };

/** Asks the forge, by reads alone, what somebody who attacks could do. */
export async function checkRepository(world: World, scope: Scope, at: GitHubAccess): Promise<RepositoryCheck> {
  const { organization, diagnostics } = await readFiles(world, scope);
  if (organization === null) return { kind: "invalid", diagnostics };
  const github = openGitHub(at, world);
  const where = { github: github.octokit, repo: github.where };
  const { branch: audit, allowedSigners, anchor } = organization.audit;
  const paths = new Set(["rollcall.yaml", "policies/", ".github/", folderOf(anchor), folderOf(allowedSigners)]);
  const gaps = await explained(github, async () => {
    const branches = { main: await readDefaultBranch(where), audit };
    return protectionGaps(await readProtection(where, branches), { ...branches, paths: [...paths] });
  });
  return { kind: "checked", repository: `${at.owner}/${at.repository}`, gaps };
}

/** A file at the top stands for itself. */
function folderOf(path: string): string {
  const slash = path.indexOf("/");
  return slash === -1 ? path : path.slice(0, slash + 1);
}
