import { startKeycloak } from "./start/keycloak.mjs";
import { startFromNpm } from "./start/npm.mjs";
import { startScimSdk } from "./start/scim-sdk.mjs";
import { startScim2Server } from "./start/scim2-server.mjs";

/** Every third-party server; one for which the usual run has no time is started only with `--all` or by name. */
export const servers = [
  { name: "better-auth", isSlow: false, start: (started) => startFromNpm("better-auth", started) },
  { name: "jackson", isSlow: false, start: (started) => startFromNpm("jackson", started) },
  { name: "scimmy", isSlow: false, start: (started) => startFromNpm("scimmy", started) },
  { name: "scim2-server", isSlow: false, start: (started) => startScim2Server(started, { paging: "index" }) },
  { name: "scim2-server-cursor", isSlow: true, start: (started) => startScim2Server(started, { paging: "cursor" }) },
  { name: "scim-sdk", isSlow: true, start: startScimSdk },
  { name: "keycloak", isSlow: true, start: startKeycloak },
];
