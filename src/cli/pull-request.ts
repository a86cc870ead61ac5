import { RollcallError } from "../model/error.ts";
import type { PullRequest } from "../run/publish-plan.ts";
import type { World } from "../run/world.ts";
import { type Flags, textFlag } from "./command.ts";

/** The pull request that `--pull-request` and the workflow's environment name; null when the flag is not given. */
export async function pullRequestOf(flags: Flags, world: Pick<World, "secret">): Promise<PullRequest | null> {
  const text = textFlag(flags, "pull-request");
  const wantsCheck = flags["check"] === true;
  if (text === undefined && wantsCheck) throw new RollcallError("input-invalid", "--check needs --pull-request N");
  if (text === undefined) return null;
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1)
    throw new RollcallError("input-invalid", `--pull-request ${text} is no number`);
  return { ...(await repositoryOf("--pull-request", world)), number, wantsCheck };
}

/** The repository that the environment names, and who speaks for us there, for the flag that asks. */
export async function repositoryOf(
  flag: string,
  world: Pick<World, "secret">,
): Promise<Omit<PullRequest, "number" | "wantsCheck">> {
  const [owner, repository] = (process.env["GITHUB_REPOSITORY"] ?? "").split("/");
  if (!owner || !repository) throw new RollcallError("input-invalid", `${flag} needs GITHUB_REPOSITORY (owner/name)`);
  const apiUrl = process.env["GITHUB_API_URL"] ?? "https://api.github.com";
  return { owner, repository, credentials: await credentialsOf(world), apiUrl };
}

/** An App where one is named, else the token. */
async function credentialsOf({ secret }: Pick<World, "secret">): Promise<PullRequest["credentials"]> {
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
