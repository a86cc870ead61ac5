import { commandWrap, type KeyWrap, masterKeyWrap } from "../audit/key-wrap.ts";
import { PersonKeys } from "../audit/person-keys.ts";
import type { AuditSettings, MasterKey, PersonalDataSettings } from "../model/audit-settings.ts";
import { RollcallError } from "../model/error.ts";
import { programEnvironment } from "./program-environment.ts";
import type { World } from "./world.ts";

/** What opening the keys of people touches. */
export type KeysWorld = Pick<World, "root" | "disk" | "random" | "command" | "secret" | "searchPath">;

/** Opens the keys that values of people are encrypted with; null where the ledger keeps digests alone. Throws `personal-data-locked`. */
export async function openPersonKeys(world: KeysWorld, audit: AuditSettings): Promise<PersonKeys | null> {
  const { personalData } = audit;
  if (personalData === undefined) return null;
  return openKeysWith(world, personalData, await wrapOf(world, personalData.master));
}

/** The same with another master key than the one that the files name. */
export async function openKeysWith(
  world: KeysWorld,
  { keys }: Pick<PersonalDataSettings, "keys">,
  wrap: KeyWrap,
): Promise<PersonKeys> {
  const directory = typeof keys === "string" ? keys : await world.secret(keys);
  const { root, disk, random } = world;
  if (!directory.startsWith("/") || `${directory}/`.startsWith(`${root}/`)) {
    const hint = "name an absolute path outside the repository, which is kept and backed up apart from it";
    throw new RollcallError("input-invalid", `the keys of personal data cannot lie in ${directory}: ${hint}`);
  }
  return PersonKeys.open({ disk, directory, wrap, random });
}

/** What wraps and unwraps by a master key. */
export async function wrapOf(world: KeysWorld, master: MasterKey): Promise<KeyWrap> {
  if (master.kind === "key") return masterKeyWrap(await world.secret(master.key), world.random);
  const environment = await programEnvironment(world, ["HOME", ...master.environment]);
  return commandWrap(world.command, master, environment);
}
