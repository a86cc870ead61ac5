import type { BranchRuleset, Protection } from "../protection.ts";
import { missing, type Operations } from "./operation.ts";

/** What a repository says of how it is protected. */
export const protection: Operations = {
  "repos/get-branch-rules": {
    needs: ["metadata:read"],
    act: ({ protection: { rulesets } }, { path }) => {
      const all = rulesets.flatMap((ruleset) => rulesOf(ruleset, path["branch"] ?? ""));
      return { status: 200, list: { all } };
    },
  },
  "repos/get-repo-ruleset": {
    needs: ["metadata:read"],
    act: ({ protection: { rulesets, tags } }, { path, bearer: { may } }) => {
      const id = Number(path["ruleset_id"]);
      const found = rulesets.find((ruleset) => ruleset.id === id);
      if (found === undefined && id !== tagRuleset) return missing;
      // Only whoever may change a ruleset sees who passes over it.
      const seen = may.has("administration:write") ? { bypass_actors: found?.bypass ?? [] } : {};
      const value = { id, name: `ruleset ${id}`, enforcement: "active", ...seen };
      return { status: 200, value: { ...value, ...(found === undefined ? ofTags(tags) : {}) } };
    },
  },
  "repos/get-repo-rulesets": {
    needs: ["metadata:read"],
    act: ({ protection: { tags } }) => ({
      status: 200,
      list: { all: [{ id: tagRuleset, enforcement: tags.enforcement, target: "tag" }] },
    }),
  },
  "repos/get-branch-protection": {
    needs: ["administration:read"],
    act: ({ protection: { classic } }, { path }) => {
      const value = classic.get(path["branch"] ?? "");
      return value === undefined ? { status: 404, value: { message: "Branch not protected" } } : { status: 200, value };
    },
  },
  "repos/get-all-environments": {
    needs: ["actions:read"],
    act: ({ protection: { environments } }) => ({
      status: 200,
      list: { all: Object.entries(environments).map(environmentOf), under: "environments" },
    }),
  },
  "repos/list-deployment-branch-policies": {
    needs: ["actions:read"],
    act: ({ protection: { environments } }, { path }) => {
      const names = environments[path["environment_name"] ?? ""]?.branches ?? [];
      return { status: 200, list: { all: names.map((name) => ({ name })), under: "branch_policies" } };
    },
  },
  "actions/list-repo-secrets": {
    needs: ["secrets:read"],
    act: ({ protection: { secrets } }) => ({
      status: 200,
      list: { all: secrets.map((name) => ({ name })), under: "secrets" },
    }),
  },
  "actions/list-repo-organization-secrets": {
    needs: ["secrets:read"],
    act: () => ({ status: 200, list: { all: [], under: "secrets" } }),
  },
  "repos/get-content": {
    needs: ["contents:read"],
    act: ({ protection: { codeOwners } }, { path }) => {
      if (codeOwners === null || path["path"] !== ".github/CODEOWNERS") return missing;
      const content = Buffer.from(codeOwners).toString("base64");
      return { status: 200, value: { type: "file", encoding: "base64", content } };
    },
  },
};

/** The one ruleset for tags. */
const tagRuleset = 9;

function rulesOf({ id, rules }: BranchRuleset, branch: string) {
  return Object.entries(rules[branch] ?? {}).map(([type, parameters]) => ({
    ...{ type, ruleset_id: id, ruleset_source_type: "Repository" },
    ...(parameters === null ? {} : { parameters }),
  }));
}

function ofTags({ include, rules }: Protection["tags"]) {
  return {
    conditions: { ref_name: { include, exclude: [] } },
    rules: rules.map((type) => ({ type })),
  };
}

function environmentOf([name, { branches, reviewers, preventsSelfReview }]: [
  string,
  Protection["environments"][string],
]) {
  const people = Array.from({ length: reviewers }, () => ({ type: "Team" }));
  const asked = { id: 1, node_id: "n", type: "required_reviewers", prevent_self_review: preventsSelfReview };
  return {
    name,
    protection_rules: reviewers === 0 ? [] : [{ ...asked, reviewers: people }],
    deployment_branch_policy: branches === null ? null : { protected_branches: false, custom_branch_policies: true },
  };
}
