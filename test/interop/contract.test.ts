import { connectorContract } from "../contract/connector.ts";
import { scimRig } from "../support/scim-rig.ts";
import { empty, services } from "./services.ts";

let rigs = 0;

for (const service of services) {
  connectorContract(`scim on ${service.name}`, async () => {
    await empty(service);
    rigs += 1;
    return scimRig({ ...service, domain: `t${rigs}.example` });
  });
}
