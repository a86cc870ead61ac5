import { masterKeyWrap } from "../audit/key-wrap.ts";
import { parseReference } from "../desired/reference-text.ts";
import { RollcallError } from "../model/error.ts";
import { openKeysWith, wrapOf } from "./open-person-keys.ts";
import { readFiles } from "./read-files.ts";
import type { Scope, World } from "./world.ts";

/** Lets the master key that the files name open what another one opened before. `from` is a reference to the old one. */
export async function rewrapKeys(world: World, scope: Scope, from: string): Promise<void> {
  const reference = parseReference(from);
  if (reference === null)
    throw new RollcallError("input-invalid", `--from ${from} is no reference: write \${env:NAME} or \${file:PATH}`);
  const { organization } = await readFiles(world, scope);
  const personalData = organization?.audit.personalData;
  if (personalData === undefined)
    throw new RollcallError("input-invalid", "the files have mistakes, or name no audit.personalData");
  const old = masterKeyWrap(await world.secret(reference), world.random);
  const keys = await openKeysWith(world, personalData, old);
  await keys.rewrap(await wrapOf(world, personalData.master));
}
