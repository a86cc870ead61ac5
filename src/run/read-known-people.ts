import { RollcallError } from "../model/error.ts";
import type { Organization } from "../model/organization.ts";
import { givenBy, withFormer } from "../plan/former.ts";
import { knownPeople } from "../plan/joiners.ts";
import { resolve } from "../plan/resolve.ts";
import { openConnectors } from "./open-connectors.ts";
import type { Files } from "./read-files.ts";
import { readLive } from "./read-live.ts";
import { recallMemberships } from "./recall-memberships.ts";
import type { World } from "./world.ts";

/** Everybody on the roster who has an account, or to whom a run gave something; throws `listing-untrusted` where nobody can tell. */
export async function readKnownPeople(
  world: World,
  files: Files,
  organization: Organization,
): Promise<ReadonlySet<string>> {
  const { git } = world;
  const recalled = git === null ? new Map() : await recallMemberships(git, organization.audit.branch);
  const given = givenBy(recalled);
  const desired = withFormer(resolve(organization, files.at), given);
  const connectors = await openConnectors(world, organization, files);
  try {
    const from = { connectors: connectors.byName, recalled, given, watchers: new Map() };
    const observed = await readLive(world, desired, from);
    const doubted = observed.flatMap(({ application, verdict }) => (verdict.kind === "untrusted" ? application : []));
    if (doubted.length > 0) {
      const message = `the listing of ${doubted.join(", ")} is incomplete, so that nobody can tell who has an account`;
      throw new RollcallError("listing-untrusted", message);
    }
    return knownPeople(desired.people.keys(), observed, recalled);
  } finally {
    await connectors.close();
  }
}
