import type { Dialect } from "../dialect.ts";
import { plain } from "./generic.ts";

/** SCIM of one GitHub organisation, by docs.github.com/enterprise-cloud@latest/rest/scim. */
export const githubOrganization: Dialect = {
  ...plain,
  page: { default: 30, max: 100, cursor: false },
  request: { ...plain.request, userAgent: true },
  // There are no groups, and active: false takes the person out of the organisation with everything that SCIM knew.
  writes: { ...plain.writes, groups: false },
  deactivation: "delete",
  // userName, externalId, id and emails with eq.
  filter: {
    ...plain.filter,
    ...{ operators: new Set(["eq"]), maxDepth: 1 },
    users: new Set(["username", "externalid", "id", "emails", "emails.value"]),
  },
};
