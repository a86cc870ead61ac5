import { RollcallError } from "../model/error.ts";
import { explained, type GitHub } from "./github.ts";
import { unlessGone } from "./refusal.ts";

/**
 * Throws `approval-missing` unless somebody may maintain the repository: who may only triage can add labels too, and by that accept
 * what others ask for.
 */
export async function assertMaintains(github: GitHub, login: string): Promise<void> {
  const role = await explained(github, () => roleOf(github, login));
  if (role === "admin" || role === "maintain") return;
  throw new RollcallError(
    "approval-missing",
    `${login} may not accept a request: somebody who maintains the repository (role maintain or admin) adds the label`,
  );
}

/** The most that somebody may do here; null when they may do nothing. */
async function roleOf({ octokit, where }: GitHub, username: string): Promise<string | null> {
  const asked = octokit.rest.repos.getCollaboratorPermissionLevel({ ...where, username });
  return (await unlessGone(asked))?.data.role_name ?? null;
}
