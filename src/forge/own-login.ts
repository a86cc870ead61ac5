import { RequestError } from "octokit";
import type { GitHub } from "./github.ts";
import { isLost, limitOf } from "./refusal.ts";

/**
 * The login that our comments and checks carry: `octocat`, or `some-app[bot]`. An App asks for its own name; a token of an
 * installation may not ask over REST who it is, and asks over GraphQL; where GitHub refuses that too, it is the workflow's own.
 */
export async function ownLogin({ octokit, credentials, patience }: GitHub): Promise<string> {
  if (credentials.kind === "app") return `${(await octokit.rest.apps.getAuthenticated()).data?.slug ?? ""}[bot]`;
  try {
    return (await octokit.rest.users.getAuthenticated()).data.login;
  } catch (error) {
    if (!(error instanceof RequestError) || error.status !== 403) throw error;
  }
  for (let attempt = 1; ; attempt += 1) {
    try {
      const { viewer } = await octokit.graphql<{ viewer: { login: string } }>("query { viewer { login } }");
      return viewer.login;
    } catch (error) {
      if (await patience.after(error, attempt)) continue;
      // To guess after no answer could make a second comment, under another name than the first.
      if (isLost(error) || limitOf(error, patience.clock) !== null) throw error;
      return "github-actions[bot]";
    }
  }
}
