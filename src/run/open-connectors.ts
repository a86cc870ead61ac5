import { join } from "node:path";
import { openPacer } from "../apply/pace.ts";
import type { Connector } from "../connectors/connector.ts";
import type { Pace } from "../connectors/pace.ts";
import { openConnector } from "../connectors/registry.ts";
import type { Profile } from "../connectors/scim/profile.ts";
import type { Organization } from "../model/organization.ts";
import type { World } from "./world.ts";

/** Open connectors by application, to be closed together. */
export interface OpenConnectors {
  readonly byName: ReadonlyMap<string, Connector>;
  /** Leaves an application alone for a while: an earlier process died with calls under way. */
  coolDown(application: string): void;
  close(): Promise<void>;
}

/** Opens every application of the organisation, each paced by its own limit and by the one over all. */
export async function openConnectors(
  world: World,
  organization: Organization,
  how: { readonly profiles: readonly Profile[]; readonly beforeWrite?: () => void },
): Promise<OpenConnectors> {
  const { profiles, beforeWrite = () => {} } = how;
  const pacer = await openPacer({
    clock: world.clock,
    disk: world.disk,
    statePath: join(world.state, "pace.json"),
    overallPerSecond: organization.perSecond,
    emit: world.emit,
  });
  const byName = new Map<string, Connector>();
  const close = async () => {
    for (const connector of byName.values()) await connector.close();
    await pacer.close();
  };
  try {
    for (const application of organization.applications) {
      const pace = fenced(pacer.forApplication(application.name, application.limits), beforeWrite);
      const { openHttp, clock, random, secret } = world;
      byName.set(
        application.name,
        await openConnector(application, { openHttp, clock, random, secret, pace, profiles, stop: world.signal }),
      );
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { byName, close, coolDown: (application) => pacer.coolDown(application) };
}

/** No write leaves unless whoever holds the lease still does, however long it waited for its turn. */
function fenced(pace: Pace, beforeWrite: () => void): Pace {
  return {
    ...pace,
    take: async (departure, signal, buckets) => {
      await pace.take(departure, signal, buckets);
      if (departure.kind === "write") beforeWrite();
    },
  };
}
