import { missing, type Operations } from "./operation.ts";

/** The repository, its commits and people, what its workflows left, and who asks. */
export const repository: Operations = {
  "users/get-authenticated": {
    needs: [],
    act: (_, { bearer }) => ({ status: 200, value: { login: bearer.login } }),
  },
  "repos/get": {
    needs: ["metadata:read"],
    act: ({ fullName }) => ({ status: 200, value: { full_name: fullName, default_branch: "main" } }),
  },
  "git/get-commit": {
    needs: ["contents:read"],
    act: ({ parents }, { path }) => {
      const sha = path["commit_sha"] ?? "";
      return { status: 200, value: { sha, parents: (parents.get(sha) ?? []).map((parent) => ({ sha: parent })) } };
    },
  },
  "repos/get-collaborator-permission-level": {
    needs: ["metadata:read"],
    act: ({ permissions }, { path }) => {
      const permission = permissions.get(path["username"] ?? "") ?? "read";
      return { status: 200, value: { permission, role_name: permission, user: null } };
    },
  },
  "teams/get-membership-for-user-in-org": {
    needs: ["members:read"],
    act: ({ teams }, { path }) =>
      teams.get(path["team_slug"] ?? "")?.has(path["username"] ?? "") === true
        ? { status: 200, value: { state: "active", role: "member", url: "https://github.example/membership" } }
        : missing,
  },
  "actions/list-artifacts-for-repo": {
    needs: ["actions:read"],
    act: ({ artifacts }, { query }) => {
      const named = artifacts.filter(({ name }) => name === (query.get("name") ?? name)).toReversed();
      const all = named.map(({ id, name, at, isExpired, zip }) => ({
        ...{ id, name, expired: isExpired, created_at: at, size_in_bytes: zip.length },
      }));
      return { status: 200, list: { all, under: "artifacts" } };
    },
  },
  "actions/download-artifact": {
    needs: ["actions:read"],
    act: ({ artifacts }, { path }) => {
      const found = artifacts.find(({ id }) => id === Number(path["artifact_id"]));
      if (found === undefined) return missing;
      return found.isExpired
        ? { status: 410, value: { message: "Artifact has expired" } }
        : { status: 302, blob: found.zip };
    },
  },
};
