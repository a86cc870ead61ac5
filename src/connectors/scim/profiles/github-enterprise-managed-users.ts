import type { Profile } from "../profile.ts";
import { generic } from "./generic.ts";

/** GitHub Enterprise Managed Users. */
export const githubEnterpriseManagedUsers: Profile = {
  ...generic,
  name: "github-enterprise-managed-users",
  title: "GitHub Enterprise Managed Users",
  sources: [
    "docs.github.com/enterprise-cloud@latest: rest/enterprise-admin/scim, provisioning-users-and-groups-with-scim",
    "docs.github.com/enterprise-cloud@latest: deprovisioning-and-reinstating-users, configuring-scim-provisioning-for-users",
  ],
  // rest: startIndex and count; neither a limit nor an order is documented.
  paging: { mode: "index", maxCount: 100, inFlight: 1 },
  projection: false,
  // rest: one filter, of userName, externalId, id or displayName; these attributes, all but the roles required.
  attributes: ["givenName", "familyName", "displayName", "email"],
  required: ["givenName", "familyName", "displayName", "email"],
  // Most members of one request are not documented; at most 1,000 are added to a group in an hour.
  members: { readable: "full", checkBy: "none", maxPerPatch: 100, removeStyle: "filter" },
  license: null,
  // rest: a list of roles such as enterprise_owner; that an account has one of them is general knowledge, not verified.
  role: { attribute: "roles", cardinality: "one" },
  // deprovisioning: active=false suspends, and changes login and e-mail until the account is switched on again.
  deactivate: { effect: "obscures", reversible: true },
  // deprovisioning: DELETE suspends for good, and erases login, e-mail, keys, repositories and the identity. The login may be used
  // again, for another account.
  delete: { effect: "erases", reversible: false },
  // configuring: "Do not assign more than 1,000 users per hour", "do not add more than 1,000 users to each group per hour".
  rates: [
    { for: "writes", resource: "Users", limit: 1000, seconds: 3600 },
    { for: "writes", resource: "Groups", counts: "members", each: "resource", limit: 1000, seconds: 3600 },
  ],
  // rest: "All API requests must include a valid User-Agent header."
  headers: { "user-agent": "rollcall" },
  etag: false,
};
