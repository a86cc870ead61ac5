import type { Profile } from "../profile.ts";
import { generic } from "./generic.ts";

/** Miro. */
export const miro: Profile = {
  ...generic,
  name: "miro",
  title: "Miro",
  sources: [
    "developers.miro.com/docs: scim-rate-limits, scim-users",
    "developers.miro.com/reference: scim-introduction",
  ],
  // "Filter by attribute" without a list, and no page sizes: as generic, one page after the other.
  paging: { mode: "index", maxCount: 100, inFlight: 1 },
  projection: false,
  // scim-users: userType=Full buys a licence, and is not managed here.
  attributes: ["displayName", "department", "costCenter"],
  update: { verb: "PATCH", lists: "whole" },
  // 8,000 members or 800,000 bytes a PATCH, else 413; five in 30 seconds above 500 bytes, so the fewest requests.
  members: { readable: "full", checkBy: "none", maxPerPatch: 8000, removeStyle: "value-list" },
  license: null,
  role: null,
  // scim-users: "delete users completely".
  delete: { effect: "removes", reversible: false },
  // In 30 seconds: users GET 200, PATCH 100, DELETE 20; groups GET 5 in a list, PATCH above 500 bytes 5. The tightest of each.
  rates: [
    { for: "reads", limit: 5, seconds: 30 },
    { for: "writes", limit: 5, seconds: 30 },
  ],
  etag: false,
};
