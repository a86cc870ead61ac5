import { RollcallError } from "../model/error.ts";
import type { PullRequest } from "../run/publish-plan.ts";
import type { World } from "../run/world.ts";
import { type Flags, textFlag } from "./command.ts";
import { forgeOf } from "./forge.ts";

/** The pull request that `--pull-request` and the workflow's environment name; null when the flag is not given. */
export async function pullRequestOf(flags: Flags, world: Pick<World, "secret">): Promise<PullRequest | null> {
  const text = textFlag(flags, "pull-request");
  const wantsCheck = flags["check"] === true;
  if (text === undefined && wantsCheck) throw new RollcallError("input-invalid", "--check needs --pull-request N");
  if (text === undefined) return null;
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1)
    throw new RollcallError("input-invalid", `--pull-request ${text} is no number`);
  return { ...(await forgeOf(world)), number, wantsCheck };
}
