import type { Profile } from "../profile.ts";
import { generic } from "./generic.ts";

/** GitHub Enterprise Managed Users. */
export const githubEnterpriseManagedUsers: Profile = {
  ...generic,
  name: "github-enterprise-managed-users",
  title: "GitHub Enterprise Managed Users",
  sources: [
    "docs.github.com/enterprise-cloud@latest: rest/enterprise-admin/scim, provisioning-users-and-groups-with-scim, configuring-scim-provisioning-for-users",
  ],
  // startIndex and count; the order is not promised, so one page after the other.
  paging: { mode: "index", maxCount: 100, inFlight: 1 },
  projection: false,
  attributes: ["givenName", "familyName", "displayName", "email"],
  required: ["givenName", "familyName", "displayName", "email"],
  // Most members of one request are not documented; at most 1,000 are added to a group in an hour.
  members: { readable: "full", checkBy: "none", maxPerPatch: 100, removeStyle: "filter" },
  license: null,
  role: { attribute: "roles", cardinality: "one" },
  // active=false suspends, and changes login and e-mail until the account is switched on again.
  deactivate: { effect: "obscures", reversible: true },
  // DELETE suspends for good: login, e-mail, keys and the identity are erased, and the login never comes back.
  delete: { effect: "erases", reversible: false },
  // "Do not assign more than 1,000 users per hour", "do not add more than 1,000 users to each group per hour".
  rates: [
    { for: "writes", resource: "Users", limit: 1000, seconds: 3600 },
    { for: "writes", resource: "Groups", counts: "members", each: "resource", limit: 1000, seconds: 3600 },
  ],
  // "All API requests must include a valid User-Agent header."
  headers: { "user-agent": "rollcall" },
  etag: false,
};
