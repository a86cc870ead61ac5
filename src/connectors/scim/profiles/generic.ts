import type { Profile } from "../profile.ts";

/** What RFC 7643 and RFC 7644 promise, and no more than servers in the field keep. What a vendor does not document is left as it is here. */
export const generic: Profile = {
  name: "generic",
  title: "Any SCIM 2.0 service",
  sources: ["RFC 7643", "RFC 7644"],
  // RFC 7644 section 3.4.2.4: count is the most that a client wants, and a server may give fewer.
  paging: { mode: "index", maxCount: 1000, inFlight: 8 },
  projection: true,
  filter: { users: ["externalId", "userName"], groups: true, zeroMeansUnknown: false },
  attributes: [
    ...(["givenName", "familyName", "displayName", "email", "title"] as const),
    ...(["department", "costCenter", "userType"] as const),
  ],
  required: [],
  update: { verb: "PATCH", lists: "value-path" },
  // 100 is the lowest limit seen in the field that is not a single digit (AWS, better-auth).
  members: { readable: "full", checkBy: "none", maxPerPatch: 100, removeStyle: "filter" },
  license: { attribute: "entitlements", cardinality: "many" },
  role: { attribute: "roles", cardinality: "many" },
  cannot: [],
  // RFC 7643 section 4.1.1: what `active` means is the service's affair; nearly everywhere it can be set again.
  deactivate: { effect: "blocks", reversible: true },
  // RFC 7644 section 3.6: 404 from then on. A new account is another account.
  delete: { effect: "removes", reversible: false },
  conflicts: [409],
  // If-Match is sent only when the resource itself has a version; a server that ignores it loses nothing.
  etag: true,
  rates: [],
  headers: {},
  readAfterWriteDelay: 0,
};
