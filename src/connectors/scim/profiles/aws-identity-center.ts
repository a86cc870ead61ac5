import type { Profile } from "../profile.ts";
import { generic } from "./generic.ts";

/** AWS IAM Identity Center. */
export const awsIdentityCenter: Profile = {
  ...generic,
  name: "aws-identity-center",
  title: "AWS IAM Identity Center",
  sources: [
    "docs.aws.amazon.com/singlesignon/latest/developerguide: limitations, listusers, listgroups, patchgroup, createuser",
  ],
  // listusers, listgroups: cursor and count 1 to 100; without a cursor there are no pages, and older copies say at most 50.
  paging: { mode: "cursor", maxCount: 100, inFlight: 4 },
  // listusers: startIndex, attributes and excludedAttributes are not supported.
  projection: false,
  // limitations: `eq` with `and` only. listusers: userName, externalId; listgroups: displayName, externalId.
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
