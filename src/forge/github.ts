import { Octokit } from "octokit";

/** A repository at GitHub or GitHub Enterprise Server, and the token that speaks for us there. */
export interface GitHubAccess {
  readonly owner: string;
  readonly repository: string;
  readonly token: string;
  /** `https://api.github.com`, or `https://HOST/api/v3`. */
  readonly apiUrl: string;
}

/** A client that repeats nothing by itself: a POST whose answer was lost may have had its effect. */
export function openGitHub(access: GitHubAccess): Octokit {
  return new Octokit({
    auth: access.token,
    baseUrl: access.apiUrl,
    userAgent: "rollcall",
    retry: { enabled: false },
    throttle: { enabled: false },
    log: quiet,
  });
}

const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
