import type { Octokit, RequestError } from "octokit";
import type { BranchProtection, BranchRules, Bypass } from "../model/protection.ts";
import { isForbidden, isGone } from "./refusal.ts";

/** A repository, and who asks about it. */
export interface RepositoryAt {
  readonly github: Octokit;
  readonly repo: { readonly owner: string; readonly repo: string };
}

/** Every active ruleset of a branch, and its classic protection; what cannot be read throws octokit's RequestError. */
export async function readBranch(where: RepositoryAt, branch: string): Promise<BranchProtection> {
  const rulesets = await readRulesets(where, branch);
  const classic = await readClassic(where, branch);
  return { rules: [...rulesets, ...(classic.rules ?? [])], isClassicSeen: classic.rules !== null };
}

type Rule = Awaited<ReturnType<Octokit["rest"]["repos"]["getBranchRules"]>>["data"][number];

async function readRulesets(where: RepositoryAt, branch: string): Promise<readonly BranchRules[]> {
  const { github, repo } = where;
  const found: readonly Rule[] = await github.paginate(github.rest.repos.getBranchRules, { ...repo, branch });
  const rules: BranchRules[] = [];
  for (const id of new Set(found.map(({ ruleset_id: id }) => id)))
    rules.push({
      ...demandsOf(found.filter(({ ruleset_id: of }) => of === id)),
      bypass: id === undefined ? null : await readBypass(where, id),
    });
  return rules;
}

/** What one ruleset demands; where it has a rule twice, in its strictest form. */
function demandsOf(rules: readonly Rule[]): Omit<BranchRules, "bypass"> {
  const has = (type: Rule["type"]) => rules.some((rule) => rule.type === type);
  const reviews = rules.flatMap((rule) => (rule.type === "pull_request" ? (rule.parameters ?? []) : []));
  const checks = rules.flatMap((rule) => (rule.type === "required_status_checks" ? (rule.parameters ?? []) : []));
  return {
    noForcePush: has("non_fast_forward"),
    noDeletion: has("deletion"),
    linear: has("required_linear_history"),
    reviews: Math.max(0, ...reviews.map(({ required_approving_review_count: count }) => count)),
    codeOwners: reviews.some(({ require_code_owner_review: asked }) => asked),
    dismissesStale: reviews.some(({ dismiss_stale_reviews_on_push: asked }) => asked),
    lastPush: reviews.some(({ require_last_push_approval: asked }) => asked),
    upToDate: has("merge_queue") || checks.some(({ strict_required_status_checks_policy: asked }) => asked),
  };
}

/** GitHub leaves the list out for a token that may not change the ruleset. */
async function readBypass({ github, repo }: RepositoryAt, ruleset_id: number): Promise<readonly Bypass[] | null> {
  const { data } = await github.rest.repos.getRepoRuleset({ ...repo, ruleset_id });
  return (
    data.bypass_actors?.map(({ actor_type: kind, actor_id: id }) => ({
      kind: "ruleset",
      who: `${kind} ${id ?? ""}`.trim(),
    })) ?? null
  );
}

type Classic = Awaited<ReturnType<Octokit["rest"]["repos"]["getBranchProtection"]>>["data"];

/** No rules where the branch has no classic protection; null where the token may not see whether it has. */
async function readClassic(
  { github, repo }: RepositoryAt,
  branch: string,
): Promise<{ readonly rules: readonly BranchRules[] | null }> {
  try {
    return { rules: [classicRules((await github.rest.repos.getBranchProtection({ ...repo, branch })).data)] };
  } catch (error) {
    if (isForbidden(error)) return { rules: null };
    if (!isGone(error)) throw error;
    // "Not Found" is what GitHub tells somebody who may not know.
    return { rules: /^Branch not (?:protected|found)$/.test(toldBy(error)) ? [] : null };
  }
}

function toldBy(error: RequestError): string {
  const data: unknown = error.response?.data;
  return typeof data === "object" && data !== null && "message" in data ? String(data.message) : "";
}

function classicRules(classic: Classic): BranchRules {
  const reviews = classic.required_pull_request_reviews;
  const excused = reviews?.bypass_pull_request_allowances;
  const names = [
    ...(excused?.users ?? []).map(({ login }) => `user ${login}`),
    ...(excused?.teams ?? []).map(({ slug }) => `team ${slug}`),
    ...(excused?.apps ?? []).map((app) => `app ${app?.slug ?? ""}`.trim()),
  ];
  return {
    noForcePush: classic.allow_force_pushes?.enabled === false,
    noDeletion: classic.allow_deletions?.enabled === false,
    linear: classic.required_linear_history?.enabled === true,
    reviews: reviews?.required_approving_review_count ?? 0,
    codeOwners: reviews?.require_code_owner_reviews === true,
    dismissesStale: reviews?.dismiss_stale_reviews === true,
    lastPush: reviews?.require_last_push_approval === true,
    upToDate: classic.required_status_checks?.strict === true,
    bypass: [
      ...(classic.enforce_admins?.enabled === true ? [] : [{ kind: "administrators" as const }]),
      ...names.map((who) => ({ kind: "excused-from-reviews" as const, who })),
    ],
  };
}
