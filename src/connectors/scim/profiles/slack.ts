import type { Profile } from "../profile.ts";
import { generic } from "./generic.ts";

/** Slack, SCIM 2.0. */
export const slack: Profile = {
  ...generic,
  name: "slack",
  title: "Slack",
  sources: ["docs.slack.dev: SCIM API, rate limits", "api.slack.com/changelog/2019-06-have-scim-will-paginate"],
  // changelog: count is at most 1000, and 10 when left out.
  paging: { mode: "index", maxCount: 1000, inFlight: 4 },
  projection: false,
  // Filters are shown by example only (userName), and the most members of a request are not documented: as generic.
  // No list of licences or roles that a client may write is documented.
  license: null,
  role: null,
  // SCIM API: DELETE /Users "sets a Slack user to deactivated". That it stays in the listing: general knowledge, not verified.
  delete: { effect: "deactivates", reversible: true },
  // rate limits: GET of a user 300 a minute; writes to one endpoint 180 a minute with bursts of 20, so three a second.
  rates: [
    { for: "reads", limit: 300, seconds: 60 },
    { for: "writes", limit: 3, seconds: 1 },
  ],
  etag: false,
};
