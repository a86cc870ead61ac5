/** Somebody for whom rules do not hold: on the list of a ruleset, an administrator, or excused from reviews by classic protection. */
export type Bypass =
  | { readonly kind: "ruleset"; readonly who: string }
  | { readonly kind: "administrators" }
  | { readonly kind: "excused-from-reviews"; readonly who: string };

/** What one ruleset, or classic branch protection, demands before a branch may move. */
export interface BranchRules {
  readonly noForcePush: boolean;
  readonly noDeletion: boolean;
  readonly linear: boolean;
  /** How many have to approve; 0: nobody. */
  readonly reviews: number;
  readonly codeOwners: boolean;
  /** Whether a push after an approval takes it away. */
  readonly dismissesStale: boolean;
  /** Whether somebody else than who pushed last has to approve. */
  readonly lastPush: boolean;
  /** Whether a branch has to contain what it is merged into. */
  readonly upToDate: boolean;
  /** Who may pass over this; null: the token may not see it. */
  readonly bypass: readonly Bypass[] | null;
}

/** How a branch is protected: what one of its sets of rules closes is closed. */
export interface BranchProtection {
  readonly rules: readonly BranchRules[];
  /** Whether the token may see classic branch protection; where it may not, there may be more rules. */
  readonly isClassicSeen: boolean;
}

/** A place for secrets, and who may use it. */
export interface EnvironmentProtection {
  readonly name: string;
  /** Patterns of branches and tags that may use it; null: all of them. */
  readonly branches: readonly string[] | null;
  readonly reviewers: number;
  readonly preventsSelfReview: boolean;
}

/** What a forge says of how a repository is protected. */
export interface RepositoryProtection {
  readonly main: BranchProtection;
  /** The branch of the ledger. */
  readonly audit: BranchProtection;
  /** Whether tags of checkpoints may be moved or deleted. */
  readonly tags: { readonly update: boolean; readonly deletion: boolean };
  readonly environments: readonly EnvironmentProtection[];
  /** Secrets that every workflow of every branch may read; null: the token may not see them. */
  readonly sharedSecrets: readonly string[] | null;
  /** Text of the file of code owners on the default branch; null: there is none. */
  readonly codeOwners: string | null;
}

/** A way past the protection, and the setting that closes it. */
export interface ProtectionGap {
  /** Stable name, such as `main.reviews`. */
  readonly gap: string;
  readonly severity: "critical" | "warning";
  /** What somebody who attacks could do. */
  readonly attack: string;
  readonly setting: string;
}
