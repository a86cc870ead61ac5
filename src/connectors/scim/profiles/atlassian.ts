import type { Profile } from "../profile.ts";
import { generic } from "./generic.ts";

/** Atlassian (Guard), user provisioning. */
export const atlassian: Profile = {
  ...generic,
  name: "atlassian",
  title: "Atlassian",
  sources: [
    "developer.atlassian.com/cloud/admin/user-provisioning/rest",
    "support.atlassian.com: fetch all users and filter users by the SCIM API",
    "docs.go-atlassian.io: SCIM users",
  ],
  // support, fetch all users: "the first 100 users", and startIndex for more; a larger count is not documented.
  paging: { mode: "index", maxCount: 100, inFlight: 1 },
  projection: false,
  // support, filter users, and go-atlassian: one eq on userName or externalId. Groups by displayName: not documented there, as generic.
  filter: { users: ["externalId", "userName"], groups: true, zeroMeansUnknown: false },
  // go-atlassian: "only … if it has an email address on a verified domain".
  required: ["email"],
  license: null,
  role: null,
  // developer.atlassian.com, delete a user: unlinks and deactivates, 404 from then on, and "there is no method to reverse these changes
  // except by creating a new SCIM record".
  delete: { effect: "unlinks", reversible: false },
  etag: false,
};
