import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { answering, cacheFolder, freePort, launch, run } from "./machine.mjs";

const version = "0.8.3";
const token = "interop-token";

/** scim2-server (PyPI) in a virtual environment; `cursor` makes it page by RFC 9865 only. */
export async function startScim2Server(started, { paging }) {
  const folder = cacheFolder(`scim2-server-${version}`);
  const program = join(folder, "bin", "scim2-server");
  if (!existsSync(join(folder, "ready"))) {
    run("python3", ["-m", "venv", "--clear", folder]);
    run(join(folder, "bin", "pip"), ["install", "--quiet", `scim2-server[cursor]==${version}`]);
    writeFileSync(join(folder, "ready"), "");
  }
  const config = join(folder, `${paging}.json`);
  writeFileSync(config, JSON.stringify(configOf(paging)));
  const port = await freePort();
  const flags = ["--port", String(port), "--bearer-token", token, "--service-provider-config", config];
  const server = launch(program, flags);
  started.push(server.child);
  const url = `http://127.0.0.1:${port}/v2`;
  await answering(server, `${url}/ServiceProviderConfig`, { headers: { authorization: `Bearer ${token}` } });
  return { url, token, version: `scim2-server ${version} (PyPI)` };
}

function configOf(paging) {
  const pagination = {
    cursor: paging === "cursor",
    index: paging === "index",
    defaultPaginationMethod: paging,
    defaultPageSize: 50,
    maxPageSize: 100,
    ...(paging === "cursor" ? { cursorTimeout: 600 } : {}),
  };
  return {
    schemas: ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],
    patch: { supported: true },
    bulk: { supported: true, maxOperations: 1000, maxPayloadSize: 1_048_576 },
    filter: { supported: true, maxResults: 1000 },
    changePassword: { supported: false },
    sort: { supported: true },
    etag: { supported: true },
    pagination,
    authenticationSchemes: [],
  };
}
