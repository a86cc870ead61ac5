import { delimiter } from "node:path";
import type { World } from "./world.ts";

/** All the variables that a program which the files name gets: PATH, and those that the files name. Throws `input-invalid` for a missing one. */
export async function programEnvironment(
  world: Pick<World, "secret" | "searchPath">,
  names: readonly string[],
): Promise<Record<string, string>> {
  const named = names.map(async (name) => [name, await world.secret({ kind: "env", name })] as const);
  return { PATH: world.searchPath.join(delimiter), ...Object.fromEntries(await Promise.all(named)) };
}
