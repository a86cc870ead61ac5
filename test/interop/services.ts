import type { Abilities } from "../contract/connector.ts";
import { RawScim, type ScimService } from "../support/scim-rig.ts";

/** A third-party server and what it is known to be able to do. */
export interface InteropService extends ScimService {
  readonly name: string;
}

/** The servers that `run.mjs` started. */
export const services: readonly InteropService[] = [
  serviceOf("better-auth", {
    members: "listed",
    versions: false,
    deletes: true,
    clears: true,
    entitlement: { type: "license", value: "PRO" },
    attributes: ["givenName", "familyName", "displayName", "email", "title", "department", "costCenter", "userType"],
  }),
  serviceOf("jackson", {
    members: "never",
    versions: false,
    deletes: true,
    clears: true,
    entitlement: { type: "license", value: "PRO" },
    attributes: ["givenName", "familyName", "displayName", "email", "title", "department", "costCenter", "userType"],
  }),
  serviceOf("scimmy", {
    members: "listed",
    versions: false,
    deletes: true,
    clears: true,
    entitlement: { type: "license", value: "PRO" },
    attributes: ["givenName", "familyName", "displayName", "email", "title", "department", "costCenter", "userType"],
  }),
];

/** Takes everything out of a server, so that tests do not see one another. */
export async function empty(service: ScimService): Promise<void> {
  const raw = new RawScim(service);
  for (const path of ["/Groups", "/Users"]) {
    for (;;) {
      const { Resources: found = [] } = await raw.send("GET", `${path}?startIndex=1&count=100`);
      if (found.length === 0) break;
      for (const { id } of found) await raw.send("DELETE", `${path}/${id}`);
    }
  }
}

function serviceOf(name: string, abilities: Abilities): InteropService {
  const { url, token, members } = readEnvironment()[name] ?? {};
  if (url === undefined || token === undefined) throw new Error(`${name} was not started: use npm run test:interop`);
  const isMember = async (group: string, id: string) => {
    const ids: unknown = await (await fetch(`${members}/${group}`)).json();
    return Array.isArray(ids) && ids.includes(id);
  };
  const groups = ["engineering", "everybody"] as const;
  const service = { name, url, token, profile: name, abilities, groups, close: async () => {} };
  return members === undefined ? service : { ...service, isMember };
}

interface Started {
  readonly url?: string;
  readonly token?: string;
  /** Where members of groups are told by the server's own store. */
  readonly members?: string;
}

function readEnvironment(): Readonly<Record<string, Started>> {
  return JSON.parse(process.env["INTEROP_SERVERS"] ?? "{}");
}
