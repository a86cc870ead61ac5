import type { Profile } from "../profile.ts";
import { generic } from "./generic.ts";

/** Keycloak 26.6 and later; supported since 26.8. */
export const keycloak: Profile = {
  ...generic,
  name: "keycloak",
  title: "Keycloak (26.6 and later)",
  sources: [
    "www.keycloak.org/docs: server administration, SCIM",
    "phasetwo.io: Keycloak SCIM (measured)",
    "test/interop: Keycloak 26.7.3 (measured)",
  ],
  // docs: a page has at most 100. phasetwo.io: a walk while others delete loses accounts, so one page after the other.
  paging: { mode: "index", maxCount: 100, inFlight: 1 },
  projection: false,
  // phasetwo.io and measured: attributes that are not mapped answer 200 with nothing, so that nothing found is no proof.
  filter: { users: ["externalId", "userName"], groups: true, zeroMeansUnknown: true },
  // docs: 100 operations a PATCH, and removal by `members[value eq …]`. Measured: members come only with ?attributes=members.
  members: { readable: "attribute", checkBy: "none", maxPerPatch: 100, removeStyle: "filter" },
  // Measured: licences and roles are echoed and not kept, and a stale If-Match is ignored.
  license: null,
  role: null,
  etag: false,
};
