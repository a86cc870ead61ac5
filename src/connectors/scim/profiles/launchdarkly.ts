import type { Profile } from "../profile.ts";
import { generic } from "./generic.ts";

/** LaunchDarkly. */
export const launchdarkly: Profile = {
  ...generic,
  name: "launchdarkly",
  title: "LaunchDarkly",
  sources: ["launchdarkly.com/docs/home/account: scim-api, scim-api-endpoints, scim-user-requests, scim-user-schema"],
  // scim-user-requests: startIndex and count, whose limits are not documented, and a filter by userName; externalId: as generic.
  paging: { mode: "index", maxCount: 100, inFlight: 1 },
  projection: false,
  filter: { users: ["externalId", "userName"], groups: false, zeroMeansUnknown: false },
  // scim-user-schema: "at least one email is required". Of displayName: not verified.
  attributes: ["givenName", "familyName", "displayName", "email"],
  required: ["email"],
  update: { verb: "PATCH", lists: "whole" },
  // scim-api-endpoints: "Group endpoints are only available for the Okta identity provider".
  members: null,
  license: null,
  // scim-user-schema: roles are in an extension of their own, which Rollcall does not write.
  role: null,
  cannot: ["grant", "revoke", "assign-seat", "release-seat"],
  // scim-api-endpoints: "Delete (deactivate) a user".
  delete: { effect: "deactivates", reversible: true },
  etag: false,
};
