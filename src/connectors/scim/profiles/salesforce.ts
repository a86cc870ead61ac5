import type { Profile } from "../profile.ts";
import { generic } from "./generic.ts";

/** Salesforce. */
export const salesforce: Profile = {
  ...generic,
  name: "salesforce",
  title: "Salesforce",
  sources: ["help.salesforce.com: Manage Salesforce User Identities with SCIM", "learn.microsoft.com Q&A 5828857"],
  // Q&A: maxResults of the filter is 200.
  paging: { mode: "index", maxCount: 200, inFlight: 1 },
  projection: false,
  // General knowledge, not verified: a user of Salesforce has a last name and an e-mail.
  required: ["familyName", "email"],
  update: { verb: "PATCH", lists: "whole" },
  // Q&A: exactly one profile among the entitlements, else 409: a profile is what Rollcall calls the licence.
  license: { attribute: "entitlements", cardinality: "one" },
  // The same: it has to be in the request that makes the account.
  creation: { carries: ["license"], requires: ["license"] },
  // Their roles are documented, and were not tried.
  role: null,
  // Q&A: 409 is also REQUIRED_FIELD_MISSING; a look-up that finds nobody makes it a failure.
  conflicts: [409],
  // Manage …, deactivate and reactivate: "you deactivate user objects rather than deleting them".
  delete: { effect: "deactivates", reversible: true },
  etag: false,
};
