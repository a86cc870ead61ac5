import type { Profile } from "../profile.ts";
import { generic } from "./generic.ts";

/** Slack, by docs.slack.dev (SCIM API, rate limits) and api.slack.com/changelog (June 2019). */
export const slack: Profile = {
  ...generic,
  name: "slack",
  // "count … maximum of 1000", 10 when left out; reads 1000 a minute, writes 180 a minute and endpoint: limits of the application.
  paging: { mode: "index", maxCount: 1000, inFlight: 4 },
  projection: false,
  // No list of licences or roles that a client may write is documented.
  license: null,
  role: null,
  // DELETE /Users deactivates: the account stays in the listing.
  cannot: ["delete-account"],
  etag: false,
};
