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
  // The filter externalId means Zoom's own id of a user: only userName finds somebody.
  filter: { users: ["userName"], groups: false, zeroMeansUnknown: false },
  attributes: ["givenName", "familyName", "displayName", "email", "department", "userType"],
  // PATCH /Users only switches on and off; everything else is PUT.
  update: { verb: "PUT", lists: "whole" },
  license: null,
  role: null,
  // "Set the value of the Accept header as application/scim+json."
  headers: { accept: "application/scim+json" },
  // Rate limits of an account from Business on: heavy 40 a second and 60,000 a day, the lowest label that a SCIM request may have;
  // which one each has was not seen. An account of the plan Pro has a quarter and a half of that: limits.rate.
  rates: [
    { for: "all", limit: 40, seconds: 1 },
    { for: "all", limit: 60_000, seconds: 86_400 },
  ],
  etag: false,
};
