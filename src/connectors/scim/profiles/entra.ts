import type { Profile } from "../profile.ts";
import { generic } from "./generic.ts";

/** Entra ID's SCIM API (https://graph.microsoft.com/rp/scim), by learn.microsoft.com (entra-id-scim-api-reference, March 2026). */
export const entra: Profile = {
  ...generic,
  name: "entra",
  // Cursors only; the two documented maximums (100 and 1000) disagree, so the lower.
  paging: { mode: "cursor", maxCount: 100, inFlight: 1 },
  projection: false,
  filter: { users: ["externalId", "userName"], groups: false, zeroMeansUnknown: false },
  // Members are never returned, `groups.value eq` lists the accounts of a group; 20 adds a request, and one removal.
  members: { readable: "never", checkBy: "user-filter", maxPerPatch: 20, removeStyle: "per-member" },
  license: null,
  role: null,
  // POST wants a password and a mailNickname, which Rollcall has not.
  cannot: ["create-account"],
  etag: false,
};
