import type { Profile } from "../profile.ts";
import { generic } from "./generic.ts";

/** AWS IAM Identity Center, by docs.aws.amazon.com/singlesignon (SCIM developer guide: limitations, ListGroups, PatchGroup). */
export const awsIdentityCenter: Profile = {
  ...generic,
  name: "aws-identity-center",
  // cursor and count 1 to 100; without a cursor an older format gives at most 50 and has no pages.
  paging: { mode: "cursor", maxCount: 100, inFlight: 4 },
  projection: false,
  filter: { users: ["externalId", "userName"], groups: true, zeroMeansUnknown: false },
  // GetGroup and ListGroups give empty members; `id eq … and members eq …` tells of one. At most 100 membership changes a request.
  members: { readable: "never", checkBy: "group-filter", maxPerPatch: 100, removeStyle: "value-list" },
  // "Multi-value user attributes are not supported."
  update: { verb: "PATCH", lists: "whole" },
  license: null,
  role: null,
  etag: false,
};
