import { RollcallError } from "../model/error.ts";
import type { PullRequest } from "../run/publish-plan.ts";

/** The repository at GitHub, and the token for it, that a workflow's environment names. */
export function forgeOf(): Omit<PullRequest, "number"> {
  const [owner, repository] = (process.env["GITHUB_REPOSITORY"] ?? "").split("/");
  const token = process.env["GITHUB_TOKEN"] ?? "";
  if (!owner || !repository || token === "") {
    throw new RollcallError("input-invalid", "--pull-request needs GITHUB_REPOSITORY (owner/name) and GITHUB_TOKEN");
  }
  return { owner, repository, token, apiUrl: process.env["GITHUB_API_URL"] ?? "https://api.github.com" };
}
