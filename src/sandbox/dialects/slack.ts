import type { Dialect, RateBucket, RateRule } from "../dialect.ts";
import { plain } from "./generic.ts";

const perMinute = (requests: number, burst: number): RateRule => ({
  perSecond: requests / 60,
  ...{ burst, retryAfter: "seconds" },
});
const anything = { endpoint: null, target: "any", minBytes: 0 } as const;
const writes: RateBucket["methods"] = ["POST", "PUT", "PATCH", "DELETE"];
const userWrite = (method: "POST" | "PUT" | "PATCH" | "DELETE"): RateBucket => ({
  ...{ ...anything, name: `${method} of users`, methods: [method], endpoint: "/Users" },
  rule: perMinute(180, 20),
});

/** Slack, by docs.slack.dev (SCIM API and its rate limits) and api.slack.com/changelog (June 2019). */
export const slack: Dialect = {
  ...plain,
  // "count … maximum of 1000", 10 when left out.
  page: { default: 10, max: 1000, cursor: false },
  // DELETE of a user deactivates; DELETE of a group is for good.
  deleteUser: "deactivate",
  buckets: [
    // No burst of reads is documented: a minute's worth of calls at once is taken.
    { ...anything, name: "reads", methods: ["GET"], rule: perMinute(1000, 1000) },
    { ...anything, name: "writes", methods: writes, rule: perMinute(600, 180) },
    {
      ...{ ...anything, name: "reads of one user", methods: ["GET"], endpoint: "/Users", target: "one" },
      rule: perMinute(300, 300),
    },
    ...[userWrite("POST"), userWrite("PUT"), userWrite("PATCH"), userWrite("DELETE")],
  ],
};
