import { RollcallError } from "../model/error.ts";
import type { PullRequest } from "../run/publish-plan.ts";
import { type Flags, textFlag } from "./command.ts";

/** The pull request that `--pull-request` and the workflow's environment name; null when the flag is not given. */
export function pullRequestOf(flags: Flags): PullRequest | null {
  const text = textFlag(flags, "pull-request");
  if (text === undefined) return null;
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1)
    throw new RollcallError("input-invalid", `--pull-request ${text} is no number`);
  return { ...repositoryOf("--pull-request"), number };
}

/** The repository that the workflow's environment names, for the flag that asks. */
export function repositoryOf(flag: string): Omit<PullRequest, "number"> {
  const [owner, repository] = (process.env["GITHUB_REPOSITORY"] ?? "").split("/");
  const token = process.env["GITHUB_TOKEN"] ?? "";
  if (!owner || !repository || token === "") {
    throw new RollcallError("input-invalid", `${flag} needs GITHUB_REPOSITORY (owner/name) and GITHUB_TOKEN`);
  }
  return { owner, repository, token, apiUrl: process.env["GITHUB_API_URL"] ?? "https://api.github.com" };
}
