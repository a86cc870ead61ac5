import type { Profile } from "../profile.ts";
import { generic } from "./generic.ts";

/** Salesforce. */
export const salesforce: Profile = {
  ...generic,
  name: "salesforce",
  title: "Salesforce",
  sources: ["help.salesforce.com: Manage Salesforce User Identities with SCIM", "learn.microsoft.com Q&A 5828857"],
  // maxResults of the filter is 200; pages in flight are not documented.
  paging: { mode: "index", maxCount: 200, inFlight: 1 },
  projection: false,
  required: ["familyName", "email"],
  update: { verb: "PATCH", lists: "whole" },
  // Exactly one profile among the entitlements, else 409: a profile is what Rollcall calls the licence.
  license: { attribute: "entitlements", cardinality: "one" },
  role: null,
  // 409 is also REQUIRED_FIELD_MISSING; a look-up that finds nobody makes it a failure.
  conflicts: [409],
  // DELETE switches the account off: Salesforce keeps every user.
  delete: { effect: "deactivates", reversible: true },
  etag: false,
};
