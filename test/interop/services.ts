import type { Abilities } from "../contract/connector.ts";
import { RawScim, type ScimService } from "../support/scim-rig.ts";

/** A third-party server and what it is known to be able to do. */
export interface InteropService extends ScimService {
  readonly name: string;
  readonly isMember: NonNullable<ScimService["isMember"]>;
  /** The ids of the members of a group, by the server itself. */
  readonly membersOf: (group: string) => Promise<readonly unknown[]>;
}

const usual: Abilities = {
  members: "listed",
  versions: false,
  deletes: true,
  clears: true,
  entitlement: { type: "license", value: "PRO" },
  attributes: ["givenName", "familyName", "displayName", "email", "title", "department", "costCenter", "userType"],
};

const known: Readonly<Record<string, { readonly profile: string; readonly abilities: Abilities }>> = {
  "better-auth": { profile: "better-auth", abilities: usual },
  jackson: { profile: "jackson", abilities: { ...usual, members: "never" } },
  scimmy: { profile: "scimmy", abilities: usual },
  "scim2-server": { profile: "scim2-server", abilities: { ...usual, versions: true } },
  "scim2-server-cursor": { profile: "scim2-server-cursor", abilities: { ...usual, versions: true } },
  "scim-sdk": { profile: "scim-sdk", abilities: { ...usual, versions: true } },
  // Licences and roles are echoed and not kept.
  keycloak: { profile: "keycloak", abilities: { ...usual, entitlement: null } },
};

/** The servers that `run.mjs` started. */
export const services: readonly InteropService[] = Object.entries(readEnvironment()).map(([name, started]) => {
  const { profile, abilities } = known[name] ?? {};
  if (profile === undefined || abilities === undefined) throw new Error(`nothing is known of ${name}`);
  const { url, token } = started;
  const membersOf = (group: string) => readMembers(started, group);
  const isMember = async (group: string, id: string) => (await membersOf(group)).includes(id);
  const groups = ["engineering", "everybody"] as const;
  return { name, url, token, profile, abilities, groups, isMember, membersOf, close: async () => {} };
});

/** Takes everything out of a server, so that tests do not see one another. */
export async function empty(service: ScimService): Promise<void> {
  const raw = new RawScim(service);
  for (const path of ["/Groups", "/Users"]) {
    for (;;) {
      const { Resources: found = [] } = await raw.send("GET", `${path}?count=100`);
      if (found.length === 0) break;
      for (const { id } of found) await raw.send("DELETE", `${path}/${id}`);
    }
  }
}

interface Started {
  readonly url: string;
  readonly token: string;
  /** Where members of groups are told by the server's own store, because SCIM does not tell. */
  readonly members?: string;
}

/** The ids of a group's members; some servers show them only when they are asked for by name. */
async function readMembers(started: Started, group: string): Promise<readonly unknown[]> {
  if (started.members !== undefined) {
    const ids: unknown = await (await fetch(`${started.members}/${group}`)).json();
    return Array.isArray(ids) ? ids : [];
  }
  const { members = [] } = await new RawScim(started).send("GET", `/Groups/${group}?attributes=members`);
  return members.map(({ value }: { value: unknown }) => value);
}

function readEnvironment(): Readonly<Record<string, Started>> {
  const text = process.env["INTEROP_SERVERS"];
  if (text === undefined) throw new Error("no server was started: use npm run test:interop");
  return JSON.parse(text);
}
