import type { Dialect, RateBucket } from "../dialect.ts";
import { plain } from "./generic.ts";

const bucket = (requests: number, match: Partial<RateBucket> & Pick<RateBucket, "name" | "methods">): RateBucket => ({
  ...{ endpoint: "/Users", target: "any", minBytes: 0, ...match },
  rule: { perSecond: requests / 30, burst: requests, retryAfter: "seconds" },
});

/** Miro, by developers.miro.com: limits for each 30 seconds and endpoint; a PATCH of a group by its size. */
export const miro: Dialect = {
  ...plain,
  // 413 above 8,000 members or 800,000 bytes.
  members: { ...plain.members, maxPerPatch: 8000, maxBytes: 800_000 },
  buckets: [
    bucket(200, { name: "reads and new users", methods: ["GET", "POST"] }),
    bucket(100, { name: "changes of users", methods: ["PUT", "PATCH"] }),
    bucket(20, { name: "deletions of users", methods: ["DELETE"] }),
    bucket(5, { name: "lists of groups", methods: ["GET"], endpoint: "/Groups", target: "many" }),
    bucket(20, { name: "reads of one group", methods: ["GET"], endpoint: "/Groups", target: "one" }),
    bucket(100, { name: "changes of groups", methods: ["PATCH"], endpoint: "/Groups" }),
    bucket(5, { name: "large changes of groups", methods: ["PATCH"], endpoint: "/Groups", minBytes: 501 }),
  ],
};
