import type { Dialect } from "../dialect.ts";
import { plain } from "./generic.ts";

/** AWS IAM Identity Center, by docs.aws.amazon.com/singlesignon (SCIM guide: limitations, ListGroups, PatchGroup, CreateGroup). */
export const awsIdentityCenter: Dialect = {
  ...plain,
  // cursor and count 1 to 100; without a cursor the older format: at most 50, and nothing leads on.
  page: { default: 100, max: 100, cursor: true },
  listing: { ...plain.listing, index: "cursor-only", maxWithoutCursor: 50 },
  // GetGroup and ListGroups give no members; at most 100 changes; neither replace nor remove of all (ValidationException).
  members: { ...plain.members, readable: "never", maxPerPatch: 100, replaceAllowed: false },
  // "eq" and "and"; groups by displayName, externalId, or id and members.
  filter: {
    ...plain.filter,
    ...{ operators: new Set(["eq", "and"]), maxDepth: 2 },
    users: new Set(["username", "externalid", "id", "manager", "emails.value"]),
    groups: new Set(["displayname", "externalid", "id", "members", "members.value"]),
  },
  uniqueExternalId: true,
  // "Multi-value user attributes are not supported."
  userLists: "single",
};
