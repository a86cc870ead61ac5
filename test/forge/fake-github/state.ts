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

/** One repository. */
export interface Repository {
  readonly fullName: string;
  readonly bearers: Map<string, Bearer>;
  /** Head commit of every pull request. */
  readonly heads: Map<number, string>;
  /** Parents of every commit that is no root. */
  readonly parents: Map<string, readonly string[]>;
  readonly comments: StoredComment[];
  readonly checks: StoredCheck[];
}

/** A repository with one pull request, and a token of a robot and one of a workflow. */
export function aRepository(): Repository {
  const all = new Set(["contents:read", "pull_requests:write", "checks:write"]);
  return {
    fullName: "meridian/access",
    bearers: new Map([
      ["robot-token", { login: "robot", kind: "person", may: all }],
      ["workflow-token", { login: "github-actions[bot]", kind: "installation", may: all }],
    ]),
    heads: new Map([[7, "a".repeat(40)]]),
    parents: new Map(),
    comments: [],
    checks: [],
  };
}
