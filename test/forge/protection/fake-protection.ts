import { createServer, type Server } from "node:http";

/** The settings of a repository at a GitHub of our own, as its endpoints give them; a test changes what it is about. */
export interface Settings {
  rules: Record<string, Record<string, Record<string, unknown> | null>>;
  bypass: readonly { readonly actor_type: string; readonly actor_id: number }[] | null;
  tags: { include: readonly string[]; rules: readonly string[]; enforcement: string };
  environments: Record<string, { branches: readonly string[] | null; reviewers: number; preventsSelfReview: boolean }>;
  secrets: readonly string[] | null;
  codeOwners: string | null;
  /** A path that is not for this token. */
  refused: string | null;
}

/** A repository without a gap. */
export const protectedSettings = (): Settings => ({
  rules: {
    main: {
      non_fast_forward: null,
      deletion: null,
      pull_request: {
        required_approving_review_count: 1,
        require_code_owner_review: true,
        dismiss_stale_reviews_on_push: true,
        require_last_push_approval: true,
      },
      required_status_checks: { strict_required_status_checks_policy: true },
    },
    "rollcall/audit": { non_fast_forward: null, deletion: null, required_linear_history: null },
  },
  bypass: [],
  tags: { include: ["refs/tags/rollcall/audit/cp/*"], rules: ["update", "deletion"], enforcement: "active" },
  environments: {
    rollcall: { branches: ["main"], reviewers: 0, preventsSelfReview: false },
    "rollcall-plan": { branches: ["main"], reviewers: 0, preventsSelfReview: false },
    "approve-security": { branches: ["main"], reviewers: 1, preventsSelfReview: true },
  },
  secrets: [],
  refused: null,
  codeOwners: ["rollcall.yaml", "policies/", "audit/", ".github/"].map((path) => `/${path} @acme/security\n`).join(""),
});

/** As much of GitHub as says how a repository is protected; it answers nothing but reads. */
export async function openProtection(settings: Settings) {
  const calls: string[] = [];
  const server: Server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://local");
    calls.push(`${request.method} ${pathname}`);
    const value = request.method === "GET" ? answerOf(settings, decodeURIComponent(pathname)) : undefined;
    response.writeHead(value === undefined ? 404 : 200, { "content-type": "application/json" });
    response.end(JSON.stringify(value ?? { message: "Not Found" }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${port}`, calls, close };
}

function answerOf(settings: Settings, path: string): unknown {
  const rest = path.replace("/repos/acme/access", "");
  const named = (names: readonly string[]) => names.map((name) => ({ name }));
  if (rest === settings.refused) return undefined;
  const [, branch] = /^\/rules\/branches\/(.+)$/.exec(rest) ?? [];
  if (branch !== undefined) return rulesOf(settings, branch);
  const [, environment] = /^\/environments\/([^/]+)\/deployment-branch-policies$/.exec(rest) ?? [];
  if (environment !== undefined) return { branch_policies: named(settings.environments[environment]?.branches ?? []) };
  switch (rest) {
    case "":
      return { default_branch: "main" };
    case "/rulesets":
      return [{ id: 9, enforcement: settings.tags.enforcement, target: "tag" }];
    case "/rulesets/1":
      return { id: 1, ...(settings.bypass === null ? {} : { bypass_actors: settings.bypass }) };
    case "/rulesets/9":
      return tagRuleset(settings);
    case "/environments":
      return { total_count: 1, environments: Object.entries(settings.environments).map(environmentOf) };
    case "/actions/secrets":
      return settings.secrets === null ? undefined : { total_count: 1, secrets: named(settings.secrets) };
    case "/actions/organization-secrets":
      return { total_count: 0, secrets: [] };
    case "/contents/.github/CODEOWNERS":
      return settings.codeOwners === null
        ? undefined
        : { type: "file", content: Buffer.from(settings.codeOwners).toString("base64") };
    default:
      return undefined;
  }
}

function rulesOf({ rules }: Settings, branch: string): unknown {
  const found = Object.entries(rules[branch] ?? {});
  return found.map(([type, parameters]) => ({ type, ruleset_id: 1, ...(parameters === null ? {} : { parameters }) }));
}

function tagRuleset({ tags }: Settings): unknown {
  const conditions = { ref_name: { include: tags.include, exclude: [] } };
  return { id: 9, conditions, rules: tags.rules.map((type) => ({ type })), bypass_actors: [] };
}

function environmentOf([name, { branches, reviewers, preventsSelfReview }]: [
  string,
  Settings["environments"][string],
]) {
  const people = Array.from({ length: reviewers }, () => ({ type: "Team" }));
  return {
    name,
    protection_rules:
      reviewers === 0
        ? []
        : [{ type: "required_reviewers", prevent_self_review: preventsSelfReview, reviewers: people }],
    deployment_branch_policy: branches === null ? null : { protected_branches: false, custom_branch_policies: true },
  };
}
