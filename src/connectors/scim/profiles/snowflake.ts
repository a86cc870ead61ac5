import type { Profile } from "../profile.ts";
import { generic } from "./generic.ts";

/** Snowflake. */
export const snowflake: Profile = {
  ...generic,
  name: "snowflake",
  title: "Snowflake",
  sources: [
    "docs.snowflake.com/user-guide: scim-user-api-reference, scim-group-api-reference",
    "docs.snowflake.com: BCR-2276 (bundle 2026_03)",
  ],
  // BCR-2276: pages since bundle 2026_03; before it a listing was one synthetic user, which the canaries of a read find out. The cap is not documented.
  paging: { mode: "index", maxCount: 100, inFlight: 1 },
  projection: false,
  // BCR-2276: one `eq` or `sw`; anything else once answered 200 with nothing, and now 400.
  filter: { users: ["externalId", "userName"], groups: true, zeroMeansUnknown: true },
  // scim-user-api-reference: these attributes, externalId and active; none with several values. scim-group-api-reference: groups are
  // roles.
  attributes: ["givenName", "familyName", "displayName", "email"],
  update: { verb: "PATCH", lists: "whole" },
  license: null,
  role: null,
  etag: false,
  // No number is documented.
  rates: [],
};
