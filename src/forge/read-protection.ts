import type { Octokit } from "octokit";
import type { BranchProtection, EnvironmentProtection, RepositoryProtection } from "../model/protection.ts";

/** A repository, and who asks about it. */
export interface RepositoryAt {
  readonly github: Octokit;
  readonly repo: { readonly owner: string; readonly repo: string };
}

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

type Rule = Awaited<ReturnType<Octokit["rest"]["repos"]["getBranchRules"]>>["data"][number];

/** A rule that several rulesets have holds in its strictest form. */
async function readBranch(where: RepositoryAt, branch: string): Promise<BranchProtection> {
  const { github, repo } = where;
  const rules: readonly Rule[] = await github.paginate(github.rest.repos.getBranchRules, { ...repo, branch });
  const has = (type: Rule["type"]) => rules.some((rule) => rule.type === type);
  const reviews = rules.flatMap((rule) => (rule.type === "pull_request" ? (rule.parameters ?? []) : []));
  const checks = rules.flatMap((rule) => (rule.type === "required_status_checks" ? (rule.parameters ?? []) : []));
  return {
    forcePush: !has("non_fast_forward"),
    deletion: !has("deletion"),
    linear: has("required_linear_history"),
    reviews: Math.max(0, ...reviews.map(({ required_approving_review_count: count }) => count)),
    codeOwners: reviews.some(({ require_code_owner_review: asked }) => asked),
    dismissesStale: reviews.some(({ dismiss_stale_reviews_on_push: asked }) => asked),
    lastPush: reviews.some(({ require_last_push_approval: asked }) => asked),
    upToDate: has("merge_queue") || checks.some(({ strict_required_status_checks_policy: asked }) => asked),
    bypass: await readBypass(
      where,
      rules.flatMap(({ ruleset_id: id }) => id ?? []),
    ),
  };
}

/** GitHub leaves the list out for a token that may not change the ruleset. */
async function readBypass(
  { github, repo }: RepositoryAt,
  rulesets: readonly number[],
): Promise<readonly string[] | null> {
  const names: string[] = [];
  for (const ruleset_id of new Set(rulesets)) {
    const { data } = await github.rest.repos.getRepoRuleset({ ...repo, ruleset_id });
    if (data.bypass_actors === undefined) return null;
    for (const { actor_type: kind, actor_id: id } of data.bypass_actors) names.push(`${kind} ${id ?? ""}`.trim());
  }
  return [...new Set(names)].sort();
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
    if (statusOf(error) === 403 || statusOf(error) === 404) return null;
    throw error;
  }
}

/** The places where GitHub looks, in its order. */
const places = [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"];

async function readCodeOwners({ github, repo }: RepositoryAt, ref: string): Promise<string | null> {
  for (const path of places) {
    try {
      const { data } = await github.rest.repos.getContent({ ...repo, path, ref });
      if (!Array.isArray(data) && data.type === "file" && "content" in data)
        return Buffer.from(data.content, "base64").toString("utf8");
    } catch (error) {
      if (statusOf(error) !== 404) throw error;
    }
  }
  return null;
}

function statusOf(error: unknown): unknown {
  return error instanceof Error && "status" in error ? error.status : null;
}
