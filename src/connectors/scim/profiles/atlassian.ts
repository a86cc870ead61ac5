import type { Profile } from "../profile.ts";
import { generic } from "./generic.ts";

/** Atlassian (Guard), user provisioning. */
export const atlassian: Profile = {
  ...generic,
  name: "atlassian",
  title: "Atlassian",
  sources: [
    "developer.atlassian.com/cloud/admin/user-provisioning/rest",
    "support.atlassian.com: user and group limits",
    "docs.go-atlassian.io: SCIM users",
  ],
  // startIndex and count; the largest count is not documented.
  paging: { mode: "index", maxCount: 100, inFlight: 1 },
  projection: false,
  // One eq on userName or externalId; groups by displayName.
  filter: { users: ["externalId", "userName"], groups: true, zeroMeansUnknown: false },
  // The address must be on a verified domain.
  required: ["email"],
  license: null,
  role: null,
  // DELETE switches the account off and cuts the link: 404 from then on, until a create for the same address links it again.
  delete: { effect: "unlinks", reversible: true },
  etag: false,
};
