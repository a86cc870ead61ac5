import { startKeycloak } from "./start/keycloak.mjs";
import { startFromNpm } from "./start/npm.mjs";
import { startScim2Server } from "./start/scim2-server.mjs";

/** Every third-party server; a slow one, or a second set-up of one, is started only with `--all` or by name. */
export const servers = [
  { name: "better-auth", isSlow: false, start: (started) => startFromNpm("better-auth", started) },
  { name: "jackson", isSlow: false, start: (started) => startFromNpm("jackson", started) },
  { name: "scimmy", isSlow: false, start: (started) => startFromNpm("scimmy", started) },
  { name: "scim2-server", isSlow: false, start: (started) => startScim2Server(started, { paging: "index" }) },
  { name: "scim2-server-cursor", isSlow: true, start: (started) => startScim2Server(started, { paging: "cursor" }) },
  { name: "keycloak", isSlow: true, start: startKeycloak },
];
