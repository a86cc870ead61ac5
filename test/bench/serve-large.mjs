// Child process: serves the large organisation's application as it should be, but for one account in a hundred.
import { loadOrganization } from "../../dist/desired/load.js";
import { directoryTree } from "../../dist/document/tree.js";
import { resolve } from "../../dist/plan/resolve.js";
import { systemDisk } from "../../dist/ports/disk.js";
import { dialects } from "../../dist/sandbox/dialects.js";
import { startSandbox } from "../../dist/sandbox/server.js";

const [root, at] = process.argv.slice(2);
const { organization } = await loadOrganization(directoryTree(systemDisk, root), at);
const desired = resolve(organization, at).applications.get("chat");
const members = new Map([...desired.managed.values()].map(({ entitlement }) => [entitlement.value, []]));
const users = [];
for (const { person, userName, attributes, bundle } of desired.accounts.values()) {
  const id = `a-${person.id}`;
  users.push(
    userOf(id, { person, userName, attributes, title: users.length % 100 === 0 ? "Elsewhere" : attributes.title }),
  );
  for (const { entitlement } of bundle.entitlements) members.get(entitlement.value)?.push(id);
}
const groups = [...members].map(([displayName, list], index) => ({ id: `g-${index}`, displayName, members: list }));
const sandbox = await startSandbox({ applications: { chat: { dialect: dialects.generic, token: "bench" } } });
sandbox.load("chat", { users, groups });
process.stdout.write(`${sandbox.url("chat")}\n`);
process.stdin.resume().on("end", () => sandbox.close().then(() => process.exit(0)));

function userOf(id, { person, userName, attributes, title }) {
  return {
    id,
    schemas: [
      "urn:ietf:params:scim:schemas:core:2.0:User",
      "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
    ],
    externalId: person.id,
    userName,
    name: { givenName: attributes.givenName, familyName: attributes.familyName },
    displayName: attributes.displayName,
    emails: [{ value: attributes.email, type: "work", primary: true }],
    title,
    userType: attributes.userType,
    active: true,
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {
      department: attributes.department,
      costCenter: attributes.costCenter,
    },
  };
}
