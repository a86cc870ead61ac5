import type { Profile } from "../profile.ts";
import { generic } from "./generic.ts";

/** PagerDuty. */
export const pagerduty: Profile = {
  ...generic,
  name: "pagerduty",
  title: "PagerDuty",
  sources: ["support.pagerduty.com: SCIM user provisioning, Assign or deactivate users"],
  // Paging and filters are not documented: as generic, one page after the other.
  paging: { mode: "index", maxCount: 100, inFlight: 1 },
  projection: false,
  // Assign or deactivate users, supported user attributes; everything quoted below is from there.
  attributes: ["displayName", "title"],
  // "userName … required", "displayName … required".
  required: ["displayName"],
  update: { verb: "PATCH", lists: "whole" },
  // There are users only in the table of supported attributes.
  members: null,
  filter: { users: ["externalId", "userName"], groups: false, zeroMeansUnknown: false },
  // "Single element array containing the user's license", and so for roles.
  license: { attribute: "entitlements", cardinality: "one" },
  role: { attribute: "roles", cardinality: "one" },
  // "When set to false, the user will be deleted."
  deactivate: { effect: "deletes", reversible: false },
  delete: { effect: "removes", reversible: false },
  etag: false,
};
