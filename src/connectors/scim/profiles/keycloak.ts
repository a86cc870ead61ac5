import type { Profile } from "../profile.ts";
import { generic } from "./generic.ts";

/** Keycloak 26.6 and later; supported since 26.8. */
export const keycloak: Profile = {
  ...generic,
  name: "keycloak",
  title: "Keycloak (26.6 and later)",
  sources: ["www.keycloak.org/docs: server administration, SCIM", "phasetwo.io: Keycloak SCIM (measured)"],
  // A page has at most 100. A walk while others delete loses accounts (measured), so one page after the other.
  paging: { mode: "index", maxCount: 100, inFlight: 1 },
  projection: false,
  // Attributes that are not mapped answer 200 with nothing, so that nothing found is no proof.
  filter: { users: ["externalId", "userName"], groups: true, zeroMeansUnknown: true },
  // Members come only with ?attributes=members; 100 operations a PATCH, and removal by `members[value eq …]`.
  members: { readable: "attribute", checkBy: "none", maxPerPatch: 100, removeStyle: "filter" },
  license: null,
  role: null,
  etag: false,
};
