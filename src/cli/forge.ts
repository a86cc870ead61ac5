import { RollcallError } from "../model/error.ts";
import type { PullRequest } from "../run/publish-plan.ts";
import type { World } from "../run/world.ts";

/** A repository at GitHub, and who speaks for us there. */
type Forge = Omit<PullRequest, "number" | "wantsCheck">;

/** The repository at GitHub that the workflow's environment names, and the credentials for it. */
export async function forgeOf(world: Pick<World, "secret">): Promise<Forge> {
  const [owner, repository] = (process.env["GITHUB_REPOSITORY"] ?? "").split("/");
  if (!owner || !repository)
    throw new RollcallError(
      "input-invalid",
      "a repository at GitHub is named by GITHUB_REPOSITORY (owner/name): set it",
    );
  const apiUrl = process.env["GITHUB_API_URL"] ?? "https://api.github.com";
  return { owner, repository, credentials: await credentialsOf(world), apiUrl };
}

/** The same; null where the environment holds neither a token nor an App, so that nobody may be asked. */
export async function forgeIfAny(world: Pick<World, "secret">): Promise<Forge | null> {
  const { GITHUB_TOKEN: token, GITHUB_APP_ID: app } = process.env;
  return token === undefined && app === undefined ? null : forgeOf(world);
}

/** An App where one is named, else the token. */
async function credentialsOf({ secret }: Pick<World, "secret">): Promise<Forge["credentials"]> {
  const app = process.env["GITHUB_APP_ID"] ?? "";
  if (app === "") return { kind: "token", token: await secret({ kind: "env", name: "GITHUB_TOKEN" }) };
  const installation = Number(process.env["GITHUB_APP_INSTALLATION_ID"] ?? "");
  if (!Number.isSafeInteger(installation) || installation < 1)
    throw new RollcallError("input-invalid", "GITHUB_APP_ID needs GITHUB_APP_INSTALLATION_ID, a number");
  const file = process.env["GITHUB_APP_PRIVATE_KEY_FILE"];
  const privateKey = await secret(
    file === undefined ? { kind: "env", name: "GITHUB_APP_PRIVATE_KEY" } : { kind: "file", name: file },
  );
  return { kind: "app", app, installation, privateKey };
}
