import type { Dialect } from "../dialect.ts";
import { plain } from "./generic.ts";

/** GitHub Enterprise Managed Users, by docs.github.com/rest/enterprise-admin/scim. */
export const githubEnterpriseManagedUsers: Dialect = {
  ...plain,
  page: { default: 30, max: 100, cursor: false },
  // "All API requests must include a valid User-Agent header."
  request: { ...plain.request, userAgent: true },
  // One filter only: externalId, id, and displayName for groups.
  filter: {
    ...plain.filter,
    ...{ operators: new Set(["eq"]), maxDepth: 1 },
    users: new Set(["username", "externalid", "id", "displayname"]),
    groups: new Set(["externalid", "id", "displayname"]),
  },
  // Soft deprovisioning hides login and e-mail. DELETE is for good.
  deactivation: "obfuscate",
  // 1,000 users an hour.
  buckets: [
    {
      ...{ name: "new users", methods: ["POST"], endpoint: "/Users", target: "many", minBytes: 0 },
      rule: { perSecond: 1000 / 3600, burst: 1000, retryAfter: "seconds" },
    },
  ],
};
