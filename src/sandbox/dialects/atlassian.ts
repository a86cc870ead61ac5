import type { Dialect } from "../dialect.ts";
import { plain } from "./generic.ts";

/** Atlassian's user provisioning, by developer.atlassian.com and support.atlassian.com. */
export const atlassian: Dialect = {
  ...plain,
  page: { default: 100, max: 100, cursor: true },
  // Seen: itemsPerPage 10000 on an empty listing.
  listing: { ...plain.listing, emptyItemsPerPage: 10_000 },
  // A single eq; no sorting, no groups in groups. DELETE unlinks, and the account is 404 here from then on.
  filter: {
    ...plain.filter,
    ...{ operators: new Set(["eq"]), maxDepth: 1 },
    users: new Set(["username", "externalid"]),
    groups: new Set(["displayname"]),
  },
};
