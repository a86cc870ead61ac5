import type { Profile } from "../profile.ts";
import { generic } from "./generic.ts";

/** LaunchDarkly. */
export const launchdarkly: Profile = {
  ...generic,
  name: "launchdarkly",
  title: "LaunchDarkly",
  sources: ["launchdarkly.com/docs/home/account: scim-api, scim-user-requests"],
  // startIndex and count; their limits are not documented.
  paging: { mode: "index", maxCount: 100, inFlight: 1 },
  projection: false,
  attributes: ["givenName", "familyName", "displayName", "email"],
  required: ["email"],
  update: { verb: "PATCH", lists: "whole" },
  license: null,
  // Roles are in an extension of their own, which Rollcall does not write.
  role: null,
  etag: false,
};
