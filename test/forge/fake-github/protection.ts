/** Rules of a branch by their type, with their parameters. */
export type BranchRules = Record<string, Record<string, unknown> | null>;

/** Classic protection of a branch, as GitHub answers it; a test says what it is about. */
export interface ClassicProtection {
  readonly required_pull_request_reviews?: Record<string, unknown>;
  readonly required_status_checks?: Record<string, unknown>;
  readonly enforce_admins?: { readonly enabled: boolean; readonly url: string };
  readonly required_linear_history?: { readonly enabled: boolean };
  readonly allow_force_pushes?: { readonly enabled: boolean };
  readonly allow_deletions?: { readonly enabled: boolean };
}

/** A ruleset for branches. */
export interface BranchRuleset {
  readonly id: number;
  /** By branch. */
  readonly rules: Record<string, BranchRules>;
  bypass: readonly { readonly actor_type: string; readonly actor_id: number; readonly bypass_mode: string }[];
}

/** How a repository is protected; a test changes what it is about. */
export interface Protection {
  readonly rulesets: BranchRuleset[];
  /** By branch. */
  readonly classic: Map<string, ClassicProtection>;
  tags: { include: readonly string[]; rules: readonly string[]; enforcement: string };
  environments: Record<string, { branches: readonly string[] | null; reviewers: number; preventsSelfReview: boolean }>;
  secrets: readonly string[];
  codeOwners: string | null;
}

/** One without a gap, by rulesets alone. */
export function aProtection(): Protection {
  return {
    rulesets: [{ id: 1, rules: branchRules(), bypass: [] }],
    classic: new Map(),
    tags: { include: ["refs/tags/rollcall/audit/cp/*"], rules: ["update", "deletion"], enforcement: "active" },
    environments: {
      rollcall: { branches: ["main"], reviewers: 0, preventsSelfReview: false },
      "rollcall-plan": { branches: ["main"], reviewers: 0, preventsSelfReview: false },
      "approve-security": { branches: ["main"], reviewers: 1, preventsSelfReview: true },
    },
    secrets: [],
    codeOwners: ["rollcall.yaml", "policies/", "audit/", ".github/"]
      .map((path) => `/${path} @meridian/security\n`)
      .join(""),
  };
}

function branchRules(): Record<string, BranchRules> {
  return {
    main: {
      non_fast_forward: null,
      deletion: null,
      pull_request: {
        required_approving_review_count: 1,
        require_code_owner_review: true,
        dismiss_stale_reviews_on_push: true,
        require_last_push_approval: true,
        required_review_thread_resolution: false,
      },
      required_status_checks: {
        strict_required_status_checks_policy: true,
        required_status_checks: [{ context: "rollcall/plan" }],
      },
    },
    "rollcall/audit": { non_fast_forward: null, deletion: null, required_linear_history: null },
  };
}
