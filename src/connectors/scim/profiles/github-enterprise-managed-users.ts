import type { Profile } from "../profile.ts";
import { generic } from "./generic.ts";

/** GitHub Enterprise Managed Users, by docs.github.com/rest/enterprise-admin/scim. */
export const githubEnterpriseManagedUsers: Profile = {
  ...generic,
  name: "github-enterprise-managed-users",
  // startIndex and count; the order is not promised, so one page after the other.
  paging: { mode: "index", maxCount: 100, inFlight: 1 },
  projection: false,
  attributes: ["givenName", "familyName", "displayName", "email"],
  // Most members of one request are not documented; at most 1,000 are added to a group in an hour.
  members: { readable: "full", checkBy: "none", maxPerPatch: 100, removeStyle: "filter" },
  license: null,
  role: { attribute: "roles", cardinality: "one" },
  // DELETE suspends for good, and the login never comes back: a person has to do that.
  cannot: ["delete-account"],
  etag: false,
  // "All API requests must include a valid User-Agent header."
  headers: { "user-agent": "rollcall" },
};
