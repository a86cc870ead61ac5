import type { Profile } from "../profile.ts";

/**
 * What RFC 7643 and RFC 7644 promise, and no more than servers in the field keep. What a vendor does not document is left as it is
 * here, or is more careful, in every profile the same way: one page of at most 100 after the other, attributes= not sent, no
 * versions, no licences and roles. How many pages are asked for at once is nowhere documented and Rollcall's own choice.
 */
export const generic: Profile = {
  name: "generic",
  title: "Any SCIM 2.0 service",
  sources: ["RFC 7643", "RFC 7644"],
  // RFC 7644 section 3.4.2.4: count is the most that a client wants, and a server may give fewer.
  paging: { mode: "index", maxCount: 1000, inFlight: 8 },
  // RFC 7644 section 3.9.
  projection: true,
  // RFC 7644 section 3.4.2.2: eq on any attribute.
  filter: { users: ["externalId", "userName"], groups: true, zeroMeansUnknown: false },
  // RFC 7643 sections 4.1 and 4.3.
  attributes: [
    ...(["givenName", "familyName", "displayName", "email", "title"] as const),
    ...(["department", "costCenter", "userType"] as const),
  ],
  // RFC 7643 section 4.1.1: userName alone is required.
  required: [],
  // RFC 7644 section 3.5.2: PATCH, with a path that chooses a value.
  update: { verb: "PATCH", lists: "value-path" },
  // RFC 7644 section 3.5.2.2 for removal. 100 is what several services stop at (AWS documents it, better-auth 1.7.5 was measured);
  // where one stops lower, its profile says so.
  members: { readable: "full", checkBy: "none", maxPerPatch: 100, removeStyle: "filter" },
  // RFC 7643 section 4.1.2 has both lists and says nothing of their values: that a licence is an entitlement is Rollcall's reading.
  license: { attribute: "entitlements", cardinality: "many" },
  role: { attribute: "roles", cardinality: "many" },
  creation: { carries: [], requires: [] },
  // RFC 7644 section 3.7: optional, and few services have it.
  bulk: null,
  cannot: [],
  // RFC 7643 section 4.1.1: what `active` means is the service's affair; nearly everywhere it can be set again.
  deactivate: { effect: "blocks", reversible: true },
  // RFC 7644 section 3.6: 404 from then on. A new account is another account.
  delete: { effect: "removes", reversible: false },
  // RFC 7644 section 3.3: 409 with uniqueness.
  conflicts: [409],
  // RFC 7644 section 3.14. If-Match is sent only when the resource itself has a version; a server that ignores it loses nothing.
  etag: true,
  rates: [],
  headers: {},
  // Nobody documents a delay.
  readAfterWriteDelay: 0,
};
