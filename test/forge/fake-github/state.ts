import { aProtection, type Protection } from "./protection.ts";

/** Whom a token speaks for, and what it may do, as GitHub words it: `checks:write`. */
export interface Bearer {
  readonly login: string;
  /** Installations of an App, and the workflow's own token, may not ask who they are, and alone may write checks. */
  readonly kind: "person" | "installation";
  readonly may: ReadonlySet<string>;
}

export interface StoredComment {
  readonly id: number;
  readonly issue: number;
  body: string;
  readonly login: string;
}

export interface StoredIssue {
  readonly number: number;
  readonly login: string;
  title: string;
  body: string;
  state: "open" | "closed";
  readonly labels: readonly string[];
}

export interface StoredAnnotation {
  readonly path: string;
  readonly start_line: number;
  readonly end_line: number;
  readonly annotation_level: string;
  readonly message: string;
  readonly title?: string;
}

export interface CheckOutput {
  title?: string;
  summary?: string;
  text?: string;
}

export interface StoredCheck {
  readonly id: number;
  readonly name: string;
  readonly head_sha: string;
  readonly app: string;
  external_id?: string;
  status?: string;
  conclusion?: string;
  output: CheckOutput;
  readonly annotations: StoredAnnotation[];
}

/** What somebody said of a pull request, as GitHub keeps it. */
export interface StoredReview {
  readonly login: string;
  readonly kind: "User" | "Bot";
  readonly state: "APPROVED" | "CHANGES_REQUESTED" | "COMMENTED" | "DISMISSED" | "PENDING";
  /** The head that they looked at; null: GitHub does not know any more. */
  readonly commit: string | null;
  readonly at: string;
}

/** A commit of a pull request; a login is null where GitHub knows nobody by that address. */
export interface StoredCommit {
  readonly author: string | null;
  readonly committer: string | null;
  readonly message: string;
}

export interface StoredPull {
  readonly number: number;
  /** Who opened it. */
  readonly by: string;
  /** Branch, without `refs/heads/`. */
  readonly branch: string;
  /** Full name of the repository of the branch. */
  readonly from: string;
  readonly base: string;
  /** Its head commit. */
  sha: string;
  title: string;
  body: string;
  state: "open" | "closed";
  merged: { readonly sha: string; readonly by: string } | null;
  readonly reviews: StoredReview[];
  readonly commits: StoredCommit[];
}

/** A file that a run of a workflow left. */
interface StoredArtifact {
  readonly id: number;
  readonly name: string;
  readonly at: string;
  isExpired: boolean;
  zip: Uint8Array;
}

/** One repository. */
export interface Repository {
  readonly fullName: string;
  readonly bearers: Map<string, Bearer>;
  /** By number. */
  readonly pulls: Map<number, StoredPull>;
  /** Parents of every commit that is no root. */
  readonly parents: Map<string, readonly string[]>;
  readonly comments: StoredComment[];
  readonly issues: StoredIssue[];
  readonly checks: StoredCheck[];
  /** What people may do here; who is not in it may read. */
  readonly permissions: Map<string, "admin" | "write" | "read" | "none">;
  /** Members of the teams of the owner, by the name of the team in an address. */
  readonly teams: Map<string, Set<string>>;
  readonly artifacts: StoredArtifact[];
  /** How it is protected. */
  readonly protection: Protection;
}

/** An open pull request of a branch of the repository, by somebody of it. */
export function aPull(told: Partial<StoredPull> & Pick<StoredPull, "number">): StoredPull {
  return {
    ...{ by: "otto", branch: `proposal-${told.number}`, from: "meridian/access", base: "main", sha: "a".repeat(40) },
    ...{ title: "Proposal", body: "", state: "open", merged: null, reviews: [], commits: [] },
    ...told,
  };
}

/** A repository with one pull request, and a token of a robot and one of a workflow. */
export function aRepository(): Repository {
  const all = new Set([
    "contents:read",
    "pull_requests:write",
    "checks:write",
    "metadata:read",
    "actions:read",
    "issues:write",
  ]);
  return {
    fullName: "meridian/access",
    bearers: new Map([
      ["robot-token", { login: "robot", kind: "person", may: all }],
      ["workflow-token", { login: "github-actions[bot]", kind: "installation", may: all }],
    ]),
    pulls: new Map([[7, aPull({ number: 7 })]]),
    parents: new Map(),
    comments: [],
    issues: [],
    checks: [],
    permissions: new Map(),
    teams: new Map(),
    artifacts: [],
    protection: aProtection(),
  };
}
