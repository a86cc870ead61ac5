/** What a forge demands before a branch may move. */
export interface BranchProtection {
  readonly forcePush: boolean;
  readonly deletion: boolean;
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
  /** Who may pass over this, as the forge names them; null: the token may not see it. */
  readonly bypass: readonly string[] | null;
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
