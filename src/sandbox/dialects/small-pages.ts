import type { Dialect } from "../dialect.ts";
import { generic } from "./generic.ts";

/** Pages of 20, unreadable members, 100 membership changes a request, `eq` and `and` only. */
export const smallPages: Dialect = {
  ...generic,
  page: { default: 20, max: 20, cursor: true },
  members: { ...generic.members, readable: "never", maxPerPatch: 100, replaceAllowed: false, nested: false },
  patch: { respondsWithBody: false, missingTarget: "ignore" },
  etag: "none",
  bulk: { supported: false, maxOperations: 0 },
  filter: { ...generic.filter, operators: new Set(["eq", "and"]), maxDepth: 2 },
  sort: false,
  uniqueExternalId: true,
  userLists: "single",
};
