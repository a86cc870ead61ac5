import type { EnvironmentProtection, RepositoryProtection } from "../model/protection.ts";
import { codeOwnersPlaces } from "./code-owners.ts";
import { type RepositoryAt, readBranch } from "./read-branch.ts";
import { isForbidden, isGone } from "./refusal.ts";

/** The branch that pull requests are merged into. */
export async function readDefaultBranch({ github, repo }: RepositoryAt): Promise<string> {
  return (await github.rest.repos.get(repo)).data.default_branch;
}

/**
 * Asks GitHub how a repository is protected, by reads alone. Where a list is not for this token, it is null; everything else that
 * cannot be read throws octokit's RequestError, so that nothing counts as protected that was not seen.
 */
export async function readProtection(
  where: RepositoryAt,
  branches: { readonly main: string; readonly audit: string },
): Promise<RepositoryProtection> {
  return {
    main: await readBranch(where, branches.main),
    audit: await readBranch(where, branches.audit),
    tags: await readTags(where),
    environments: await readEnvironments(where),
    sharedSecrets: await readSecrets(where),
    codeOwners: await readCodeOwners(where, branches.main),
  };
}

/** A tag that the daily job would make. */
const sampleTag = "refs/tags/rollcall/audit/cp/2026-01-01";

async function readTags({ github, repo }: RepositoryAt): Promise<RepositoryProtection["tags"]> {
  const listed = await github.paginate(github.rest.repos.getRepoRulesets, { ...repo, targets: "tag" });
  const types = new Set<string>();
  for (const { id, enforcement } of listed) {
    if (enforcement !== "active") continue;
    const { data } = await github.rest.repos.getRepoRuleset({ ...repo, ruleset_id: id });
    const { conditions } = data;
    const names = conditions != null && "ref_name" in conditions ? conditions.ref_name : undefined;
    const { include = [], exclude = [] } = names ?? {};
    const isMeant = include.some(matchesSample) && !exclude.some(matchesSample);
    if (isMeant) for (const { type } of data.rules ?? []) types.add(type);
  }
  return { update: !types.has("update"), deletion: !types.has("deletion") };
}

/** As File::FNM_PATHNAME has it: `*` stays within a folder, a `**` before a slash does not. */
function matchesSample(pattern: string): boolean {
  if (pattern === "~ALL") return true;
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replace(/\*\*\/|\*\*|\*|\?/g, (part) => ({ "**/": "(?:.*/)?", "?": "[^/]" })[part] ?? "[^/]*");
  return new RegExp(`^${source}$`).test(sampleTag);
}

async function readEnvironments({ github, repo }: RepositoryAt): Promise<readonly EnvironmentProtection[]> {
  const found = await github.paginate("GET /repos/{owner}/{repo}/environments", { ...repo, per_page: 100 });
  const environments: EnvironmentProtection[] = [];
  for (const { name, protection_rules: rules = [], deployment_branch_policy: policy } of found) {
    const asked = rules.flatMap((rule) => ("reviewers" in rule ? [rule] : []));
    environments.push({
      name,
      branches:
        policy == null
          ? null
          : policy.protected_branches
            ? ["protected branches"]
            : await patternsOf({ github, repo }, name),
      reviewers: asked.reduce((count, { reviewers }) => count + (reviewers?.length ?? 0), 0),
      preventsSelfReview: asked.some(({ prevent_self_review: prevents }) => prevents === true),
    });
  }
  return environments;
}

async function patternsOf({ github, repo }: RepositoryAt, environment_name: string): Promise<readonly string[]> {
  const { data } = await github.rest.repos.listDeploymentBranchPolicies({ ...repo, environment_name, per_page: 100 });
  return data.branch_policies.flatMap(({ name }) => name ?? []);
}

async function readSecrets({ github, repo }: RepositoryAt): Promise<readonly string[] | null> {
  try {
    const own = await github.paginate(github.rest.actions.listRepoSecrets, { ...repo, per_page: 100 });
    const shared = await github.paginate(github.rest.actions.listRepoOrganizationSecrets, { ...repo, per_page: 100 });
    return [...own, ...shared].map(({ name }) => name).sort();
  } catch (error) {
    if (isForbidden(error) || isGone(error)) return null;
    throw error;
  }
}

async function readCodeOwners({ github, repo }: RepositoryAt, ref: string): Promise<string | null> {
  for (const path of codeOwnersPlaces) {
    try {
      const { data } = await github.rest.repos.getContent({ ...repo, path, ref });
      if (!Array.isArray(data) && data.type === "file" && "content" in data)
        return Buffer.from(data.content, "base64").toString("utf8");
    } catch (error) {
      if (!isGone(error)) throw error;
    }
  }
  return null;
}
