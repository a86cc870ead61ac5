import type { Dialect } from "../dialect.ts";
import { plain } from "./generic.ts";

/** Entra ID's SCIM API (https://graph.microsoft.com/rp/scim), by learn.microsoft.com (entra-id-scim-api-reference, March 2026). */
export const entra: Dialect = {
  ...plain,
  // Two documented sizes disagree (10 and 100, 100 and 1000): the smaller.
  page: { default: 10, max: 100, cursor: true },
  listing: { ...plain.listing, index: "cursor-only", key: "resources" },
  // 20 members in one add, exactly one removal in a request, and never mixed with anything.
  members: {
    ...plain.members,
    ...{ readable: "never", maxPerPatch: 20, maxRemovals: 1, mixed: false, maxOperations: 1, replaceAllowed: false },
  },
  patch: { respondsWithBody: false, missingTarget: "ignore" },
  writes: { ...plain.writes, put: false, required: ["password", "displayName", "name", "active"] },
  // 400 without `application/json` in Accept.
  request: { ...plain.request, accept: "json" },
  filter: {
    ...plain.filter,
    ...{ operators: new Set(["eq", "ew", "and"]), maxDepth: 2 },
    users: new Set(["username", "externalid", "id", "groups.value", "mailnickname"]),
    groups: new Set(["displayname", "id", "members.value"]),
  },
};
