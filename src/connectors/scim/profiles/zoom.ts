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
  // Rate limits of an account from Business on: heavy 40 a second, the lowest label; which one SCIM writes have was not seen.
  rates: [{ for: "all", limit: 40, seconds: 1 }],
  etag: false,
};
