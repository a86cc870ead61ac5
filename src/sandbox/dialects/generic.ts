import type { Dialect } from "../dialect.ts";

/** RFC 7643, RFC 7644 and RFC 9865 with everything that they make optional, and no limit that a client would meet. */
export const generic: Dialect = {
  page: { default: 100, max: 1000, cursor: true },
  listing: { index: "works", maxWithoutCursor: null, key: "Resources", emptyItemsPerPage: null, synthetic: false },
  members: {
    ...{ readable: "full", maxPerPatch: null, maxRemovals: null, mixed: true, maxOperations: null, maxBytes: null },
    ...{ replaceAllowed: true, removeByValue: true, inBody: true, repeated: "ignore", nested: true },
  },
  patch: { respondsWithBody: true, missingTarget: "ignore" },
  writes: {
    ...{ put: true, groups: true, required: [], lacking: 400, changeable: null, maxOperations: null },
    ...{ inactiveFrozen: false, errors: "rfc" },
  },
  request: { accept: "any", userAgent: false, config: "/ServiceProviderConfig" },
  etag: "real",
  rate: null,
  buckets: [],
  bulk: { supported: true, maxOperations: 1000 },
  filter: {
    operators: new Set(["eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le", "pr", "and", "or", "not", "[]"]),
    ...{ maxDepth: 20, unknownAttribute: "refuse", users: null, groups: null },
    ...{ maxComparisons: null, maxCharacters: null, outside: "refuse" },
  },
  sort: true,
  deleteUser: "delete",
  deactivation: "keep",
  uniqueExternalId: false,
  userLists: "many",
  signIns: true,
  latency: 0,
  quota: null,
};

/** What software as a service seldom has: versions, sorting, bulk, groups in groups. */
export const plain: Dialect = {
  ...generic,
  page: { ...generic.page, cursor: false },
  members: { ...generic.members, nested: false },
  etag: "none",
  bulk: { supported: false, maxOperations: 0 },
  sort: false,
  signIns: false,
};
