import type { CheckUp } from "../model/check-up.ts";
import { RollcallError } from "../model/error.ts";
import { openConnectors } from "./open-connectors.ts";
import { readFiles } from "./read-files.ts";
import type { Scope, World } from "./world.ts";

/** Looks at one live application, by reads alone, and holds it against its profile. */
export async function checkApplication(world: World, scope: Scope, name: string): Promise<CheckUp> {
  const files = await readFiles(world, scope);
  const { organization } = files;
  if (organization === null)
    throw new RollcallError("input-invalid", "the files have mistakes: rollcall validate lists them");
  const application = organization.applications.find((candidate) => candidate.name === name);
  if (application === undefined) throw new RollcallError("input-invalid", `rollcall.yaml has no application ${name}`);
  const connectors = await openConnectors(world, { ...organization, applications: [application] }, files);
  try {
    const rows = (await connectors.byName.get(name)?.checkUp?.(world.signal)) ?? [];
    return { application: name, profileName: application.profile, rows };
  } finally {
    await connectors.close();
  }
}
