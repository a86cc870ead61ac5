import type { Profile } from "../profile.ts";
import { generic } from "./generic.ts";

/** Zoom, SCIM2. */
export const zoom: Profile = {
  ...generic,
  name: "zoom",
  title: "Zoom",
  sources: ["developers.zoom.us/docs/api/scim2", "developers.zoom.us: rate limits"],
  // startIndex and count; their limits are not documented.
  paging: { mode: "index", maxCount: 100, inFlight: 1 },
  projection: false,
  // scim2: the filter externalId means Zoom's own id of a user, so only userName finds somebody; none of groups is documented.
  filter: { users: ["userName"], groups: false, zeroMeansUnknown: false },
  // scim2: userType is the kind of licence (Basic, Licensed, On-Prem) and no longer supported, so never what somebody is to us.
  attributes: ["givenName", "familyName", "displayName", "email", "department"],
  // scim2: PATCH /Users only switches on and off; everything else is PUT.
  update: { verb: "PUT", lists: "whole" },
  license: null,
  role: null,
  // scim2: "set the value of the Accept header as application/scim+json."
  headers: { accept: "application/scim+json" },
  // Rate limits of an account from Business on: heavy 40 a second and 60,000 a day, the lowest label that a SCIM request may have;
  // which one each has was not seen. An account of the plan Pro has a quarter and a half of that: limits.rate.
  rates: [
    { for: "all", limit: 40, seconds: 1 },
    { for: "all", limit: 60_000, seconds: 86_400 },
  ],
  etag: false,
};
