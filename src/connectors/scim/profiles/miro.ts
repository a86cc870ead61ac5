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
  // scim-rate-limits, in 30 seconds: levels of endpoints, and for a PATCH of a group by its size. A sum over all is not given.
  rates: [
    { methods: ["GET"], resource: "Users", target: "many", limit: 200, seconds: 30 },
    { methods: ["GET"], resource: "Users", target: "one", limit: 200, seconds: 30 },
    { methods: ["POST"], resource: "Users", limit: 200, seconds: 30 },
    { methods: ["PUT"], resource: "Users", limit: 100, seconds: 30 },
    { methods: ["PATCH"], resource: "Users", limit: 100, seconds: 30 },
    { methods: ["DELETE"], resource: "Users", limit: 20, seconds: 30 },
    { methods: ["GET"], resource: "Groups", target: "many", limit: 5, seconds: 30 },
    { methods: ["GET"], resource: "Groups", target: "one", limit: 20, seconds: 30 },
    { methods: ["PATCH"], resource: "Groups", maxBytes: 499, limit: 100, seconds: 30 },
    { methods: ["PATCH"], resource: "Groups", minBytes: 500, limit: 5, seconds: 30 },
  ],
  etag: false,
};
