import type { Profile } from "../profile.ts";
import { generic } from "./generic.ts";

/** AWS IAM Identity Center. */
export const awsIdentityCenter: Profile = {
  ...generic,
  name: "aws-identity-center",
  title: "AWS IAM Identity Center",
  sources: ["docs.aws.amazon.com/singlesignon/latest/developerguide: limitations, listgroups, patchgroup, creategroup"],
  // listgroups: cursor and count 1 to 100; without a cursor an older format gives at most 50 and has no pages.
  paging: { mode: "cursor", maxCount: 100, inFlight: 4 },
  // Not documented.
  projection: false,
  // limitations: `eq` with `and` only; externalId and userName of users, displayName of groups.
  filter: { users: ["externalId", "userName"], groups: true, zeroMeansUnknown: false },
  // listgroups: members come empty; `id eq … and members eq …` tells of one. patchgroup: 100 changes a request, no replace.
  members: { readable: "never", checkBy: "group-filter", maxPerPatch: 100, removeStyle: "value-list" },
  // limitations: no attribute of users with several values.
  update: { verb: "PATCH", lists: "whole" },
  license: null,
  role: null,
  // createuser: these, and userName, are required.
  required: ["givenName", "familyName", "displayName"],
  etag: false,
  // 429 ThrottlingException; the rate is not documented.
  rates: [],
};
