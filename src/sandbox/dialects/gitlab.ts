import type { Dialect } from "../dialect.ts";
import { plain } from "./generic.ts";

/** GitLab, by doc/development/internal_api of the gitlab repository (SCIM API). */
export const gitlab: Dialect = {
  ...plain,
  page: { default: 20, max: 100, cursor: false },
  patch: { respondsWithBody: false, missingTarget: "ignore" },
  // POST requires a name and an address. There are no groups, and only id, externalId and active change: names and addresses are passed over.
  writes: {
    ...plain.writes,
    groups: false,
    put: false,
    required: ["externalId", "name", "emails"],
    changeable: ["externalId", "active"],
  },
  // Only `id eq`.
  filter: { ...plain.filter, operators: new Set(["eq"]), maxDepth: 1, users: new Set(["id"]) },
};
