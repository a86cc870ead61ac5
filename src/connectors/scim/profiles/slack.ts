import type { Profile } from "../profile.ts";
import { generic } from "./generic.ts";

/** Slack, SCIM 2.0. */
export const slack: Profile = {
  ...generic,
  name: "slack",
  title: "Slack",
  sources: [
    "docs.slack.dev/reference/scim-api: scim-api, rate-limits",
    "api.slack.com/changelog/2019-06-have-scim-will-paginate",
  ],
  // changelog: count is at most 1000, and 10 when left out.
  paging: { mode: "index", maxCount: 1000, inFlight: 4 },
  projection: false,
  // Filters are shown by example only (userName), and the most members of a request are not documented: as generic.
  // No list of licences or roles that a client may write is documented.
  license: null,
  role: null,
  // SCIM API: DELETE /Users "sets a Slack user to deactivated". That it stays in the listing: general knowledge, not verified.
  delete: { effect: "deactivates", reversible: true },
  // SCIM API rate limits, a minute, for all SCIM clients of an organisation together: sets of endpoints, and within them endpoints.
  rates: [
    { for: "reads", limit: 1000, seconds: 60 },
    { for: "reads", target: "one", resource: "Users", limit: 300, seconds: 60 },
    { for: "reads", target: "one", resource: "Groups", limit: 300, seconds: 60 },
    { for: "writes", limit: 600, seconds: 60, burst: 180 },
    { methods: ["POST"], resource: "Users", limit: 180, seconds: 60, burst: 20 },
    { methods: ["PUT", "PATCH"], resource: "Users", limit: 180, seconds: 60, burst: 20 },
    { methods: ["DELETE"], resource: "Users", limit: 180, seconds: 60, burst: 20 },
    { methods: ["POST"], resource: "Groups", limit: 180, seconds: 60, burst: 20 },
    { methods: ["PUT", "PATCH"], resource: "Groups", limit: 180, seconds: 60, burst: 80 },
    { methods: ["DELETE"], resource: "Groups", limit: 180, seconds: 60, burst: 20 },
  ],
  etag: false,
};
