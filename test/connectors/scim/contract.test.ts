import { type DialectName, dialects } from "../../../src/sandbox/dialects.ts";
import { activityExtension } from "../../../src/sandbox/schema/user.ts";
import { startSandbox } from "../../../src/sandbox/server.ts";
import { type Abilities, connectorContract } from "../../contract/connector.ts";
import { scimRig } from "../../support/scim-rig.ts";

const everything: Abilities = {
  members: "listed",
  versions: true,
  deletes: true,
  clears: true,
  entitlement: { type: "license", value: "PRO" },
  attributes: ["givenName", "familyName", "displayName", "email", "title", "department", "costCenter", "userType"],
};

const served: readonly (readonly [DialectName, string, Abilities])[] = [
  ["generic", "generic", everything],
  ["small-pages", "aws-identity-center", { ...everything, members: "asked", versions: false, entitlement: null }],
  ["deactivating", "slack", { ...everything, versions: false, deletes: false, entitlement: null }],
];

for (const [dialect, profile, abilities] of served) {
  connectorContract(`scim with profile ${profile} on the sandbox's ${dialect}`, async () => {
    const sandbox = await startSandbox({ applications: { chat: { dialect: dialects[dialect], token: "t" } } });
    const isMember = async (group: string, id: string) => {
      const members = sandbox.snapshot("chat").groups.find((each) => each["id"] === group)?.["members"];
      return Array.isArray(members) && members.includes(id);
    };
    const groups = ["engineering", "everybody"] as const;
    const signIn = (id: string, at: string) => {
      const userName = sandbox.snapshot("chat").users.find((each) => each["id"] === id)?.["userName"];
      sandbox.signIn("chat", String(userName), at);
    };
    const signIns = dialects[dialect].signIns ? { attribute: `${activityExtension.name}:lastSignIn`, signIn } : null;
    const service = { url: sandbox.url("chat"), token: "t", profile, abilities, groups };
    return scimRig({ ...service, isMember, signIns, close: () => sandbox.close() });
  });
}
