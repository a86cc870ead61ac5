import type { Application } from "../model/application.ts";
import { RollcallError } from "../model/error.ts";
import type { Connector } from "./connector.ts";
import { openScim } from "./scim/open.ts";
import type { ConnectorWorld } from "./world.ts";

/** Opens the connector of an application; throws RollcallError `input-invalid` for a kind, profile or URL that is none. */
export async function openConnector(application: Application, world: ConnectorWorld): Promise<Connector> {
  const open = factories.get(application.connector);
  if (open === undefined) {
    throw new RollcallError("input-invalid", `${application.name}: there is no connector ${application.connector}`);
  }
  return open(application, world);
}

const factories: ReadonlyMap<string, (application: Application, world: ConnectorWorld) => Promise<Connector>> = new Map(
  [["scim", openScim]],
);
