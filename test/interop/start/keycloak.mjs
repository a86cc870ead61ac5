import { chmodSync, existsSync } from "node:fs";
import { join } from "node:path";
import { answering, CannotRun, cacheFolder, download, findJava, freePort, launch, run } from "./machine.mjs";

const maven = "https://repo.maven.apache.org/maven2/org/keycloak/keycloak-quarkus-dist";
/** SCIM is supported from 26.8 on and a preview in 26.7; the first that the registry has is taken. */
const versions = ["26.8.0", "26.7.3"];
const realm = "rollcall";
const client = { clientId: "rollcall", secret: "interop-secret" };
const admin = { username: "admin", password: "interop-admin" };
const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

/** Keycloak in development mode with one realm that speaks SCIM, and a token of a service account that may manage users. */
export async function startKeycloak(started) {
  const java = findJava(21);
  const { version, home } = await install();
  const port = await freePort();
  const preview = version.startsWith("26.7.") ? ["--features=scim-api"] : [];
  const flags = ["start-dev", "--http-host", "127.0.0.1", "--http-port", String(port), "--db", "dev-mem", ...preview];
  const env = {
    ...process.env,
    JAVA_HOME: java,
    JAVA_OPTS_APPEND: "-Xmx1g",
    KC_BOOTSTRAP_ADMIN_USERNAME: admin.username,
    KC_BOOTSTRAP_ADMIN_PASSWORD: admin.password,
  };
  const server = launch(join(home, "bin", "kc.sh"), flags, { env });
  started.push(server.child);
  const origin = `http://127.0.0.1:${port}`;
  await answering(server, `${origin}/realms/master`, { seconds: 240 });
  const url = `${origin}/realms/${realm}/scim/v2`;
  const token = await openRealm(origin, url);
  return { url, token, version: `Keycloak ${version} (org.keycloak:keycloak-quarkus-dist)` };
}

async function install() {
  const folder = cacheFolder("keycloak");
  for (const version of versions) {
    const home = join(folder, `keycloak-${version}`);
    if (!existsSync(join(home, "ready"))) {
      const name = `keycloak-quarkus-dist-${version}.zip`;
      try {
        await download(`${maven}/${version}/${name}`, join(folder, name));
      } catch (error) {
        if (version === versions.at(-1)) throw error;
        continue;
      }
      run("python3", ["-m", "zipfile", "-e", join(folder, name), folder]);
      chmodSync(join(home, "bin", "kc.sh"), 0o755);
      run("touch", [join(home, "ready")]);
    }
    return { version, home };
  }
  throw new CannotRun("the registry has no Keycloak");
}

/** Makes the realm, its client with a service account, and the attributes that SCIM maps; gives an access token. */
async function openRealm(origin, audience) {
  const password = { grant_type: "password", client_id: "admin-cli", ...admin };
  const call = caller(`${origin}/admin/realms`, await tokenOf(origin, "master", password));
  await call("POST", "", {
    realm,
    enabled: true,
    accessTokenLifespan: 7200,
    attributes: { scimApiEnabled: "true" },
    clients: [clientFor(audience)],
  });
  const profile = await call("GET", `/${realm}/users/profile`);
  await call("PUT", `/${realm}/users/profile`, { ...profile, attributes: [...profile.attributes, ...mapped()] });
  const [own] = await call("GET", `/${realm}/clients?clientId=${client.clientId}`);
  const [management] = await call("GET", `/${realm}/clients?clientId=realm-management`);
  const account = await call("GET", `/${realm}/clients/${own.id}/service-account-user`);
  const role = await call("GET", `/${realm}/clients/${management.id}/roles/manage-users`);
  await call("POST", `/${realm}/users/${account.id}/role-mappings/clients/${management.id}`, [role]);
  const { clientId, secret } = client;
  return tokenOf(origin, realm, { grant_type: "client_credentials", client_id: clientId, client_secret: secret });
}

function clientFor(audience) {
  const config = { "included.custom.audience": audience, "access.token.claim": "true" };
  const mapper = { name: "scim", protocol: "openid-connect", protocolMapper: "oidc-audience-mapper", config };
  const flows = { publicClient: false, serviceAccountsEnabled: true, standardFlowEnabled: false };
  return { ...client, enabled: true, ...flows, protocolMappers: [mapper] };
}

/** Without this, Keycloak answers 201 with these attributes in it and keeps none of them. */
function mapped() {
  const permissions = { view: ["admin"], edit: ["admin"] };
  const own = ["externalId", "displayName", "title", "userType"].map((name) => [name, name]);
  const more = ["department", "costCenter"].map((name) => [name, `${enterprise}:${name}`]);
  return [...own, ...more].map(([name, path]) => {
    return { name, permissions, annotations: { "kc.scim.schema.attribute": path } };
  });
}

function caller(base, token) {
  return async (method, path, body) => {
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(`${base}${path}`, { method, headers, ...sent });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 300)}`);
    return text.startsWith("{") || text.startsWith("[") ? JSON.parse(text) : null;
  };
}

async function tokenOf(origin, name, form) {
  const body = new URLSearchParams(form);
  const response = await fetch(`${origin}/realms/${name}/protocol/openid-connect/token`, { method: "POST", body });
  const { access_token: token, error_description: wrong } = await response.json();
  if (typeof token !== "string") throw new Error(`no token of ${name}: ${wrong}`);
  return token;
}
