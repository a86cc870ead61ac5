import type { Comparison } from "./filter/parse.ts";

/** Everything in which one provider's SCIM service differs from another's. */
export interface Dialect {
  /** Page size when a client asks for none, the most that it can ask for, and whether cursors (RFC 9865) work too. */
  readonly page: { readonly default: number; readonly max: number; readonly cursor: boolean };
  readonly members: {
    /** Whether reading a group shows its members: always, only when `attributes=members` asks for them, or never. */
    readonly readable: "full" | "requested" | "never";
    /** The most memberships that one request may add or remove; null is no limit. */
    readonly maxPerPatch: number | null;
    /** Whether one request may replace or remove all members. Where not, PUT of a group is not offered either. */
    readonly replaceAllowed: boolean;
    /** Whether a group may be a member of a group. */
    readonly nested: boolean;
  };
  readonly patch: {
    /** Answer 200 with the resource, or 204. */
    readonly respondsWithBody: boolean;
    /** What removing something that is not there does. */
    readonly missingTarget: "ignore" | "refuse";
  };
  readonly etag: "real" | "none";
  /** Requests that are let through; null is no limit. */
  readonly rate: RateRule | null;
  readonly bulk: { readonly supported: boolean; readonly maxOperations: number };
  readonly filter: {
    readonly operators: ReadonlySet<FilterOperator>;
    readonly maxDepth: number;
    readonly unknownAttribute: "refuse" | "no-match";
  };
  readonly sort: boolean;
  /** Whether DELETE of a User removes it, or leaves it with `active: false`. */
  readonly deleteUser: "delete" | "deactivate";
  readonly uniqueExternalId: boolean;
  /** Whether a User's lists (emails, roles, …) may have several values or one at most. */
  readonly userLists: "many" | "single";
  /** How long every answer is held back, in milliseconds. */
  readonly latency: number;
  /** The vendor's own count of licences; null is none. */
  readonly quota: QuotaRule | null;
}

/** What a filter may be made of. */
export type FilterOperator = Comparison | "pr" | "and" | "or" | "not" | "[]";

/** A token bucket: `burst` tokens at most, refilled at `perSecond`. */
export interface RateRule {
  readonly perSecond: number;
  readonly burst: number;
  /** How a 429 says when to come back. */
  readonly retryAfter: "seconds" | "date" | "none";
}

/** How many accounts may hold each value of an attribute, and how a further one is refused. */
export interface QuotaRule {
  readonly attribute: "entitlements" | "roles";
  /** The most holders by value; a value that is not named here has no limit. */
  readonly limits: Readonly<Record<string, number>>;
  readonly countsDisabled: boolean;
  readonly refusal: 400 | 409;
}

/** The names of the dialects that come with the sandbox. */
export type DialectName = "generic" | "small-pages" | "rate-limited" | "licensed" | "deactivating";

const generic: Dialect = {
  page: { default: 100, max: 1000, cursor: true },
  members: { readable: "full", maxPerPatch: null, replaceAllowed: true, nested: true },
  patch: { respondsWithBody: true, missingTarget: "ignore" },
  etag: "real",
  rate: null,
  bulk: { supported: true, maxOperations: 1000 },
  filter: {
    operators: new Set(["eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le", "pr", "and", "or", "not", "[]"]),
    maxDepth: 20,
    unknownAttribute: "refuse",
  },
  sort: true,
  deleteUser: "delete",
  uniqueExternalId: false,
  userLists: "many",
  latency: 0,
  quota: null,
};

/** After AWS IAM Identity Center: unreadable members, 100 membership changes a request, `eq` and `and` only. */
const smallPages: Dialect = {
  ...generic,
  page: { default: 20, max: 20, cursor: true },
  members: { readable: "never", maxPerPatch: 100, replaceAllowed: false, nested: false },
  patch: { respondsWithBody: false, missingTarget: "ignore" },
  etag: "none",
  bulk: { supported: false, maxOperations: 0 },
  filter: { operators: new Set(["eq", "and"]), maxDepth: 2, unknownAttribute: "refuse" },
  sort: false,
  uniqueExternalId: true,
  userLists: "single",
};

/** After services that meter requests: 429 with Retry-After above 50 a second. */
const rateLimited: Dialect = {
  ...generic,
  etag: "none",
  rate: { perSecond: 50, burst: 20, retryAfter: "seconds" },
  bulk: { supported: false, maxOperations: 0 },
};

/** After services that sell seats as entitlements: a further holder of a full licence is refused, also by the vendor's own count. */
const licensed: Dialect = {
  ...generic,
  bulk: { supported: false, maxOperations: 0 },
  quota: { attribute: "entitlements", limits: { ALL_PRODUCTS: 100 }, countsDisabled: true, refusal: 409 },
};

/** After services that never remove an account: DELETE leaves it inactive, PATCH answers 204. */
const deactivating: Dialect = {
  ...generic,
  page: { default: 10, max: 1000, cursor: false },
  members: { ...generic.members, nested: false },
  patch: { respondsWithBody: false, missingTarget: "ignore" },
  etag: "none",
  bulk: { supported: false, maxOperations: 0 },
  sort: false,
  deleteUser: "deactivate",
};

/** The dialects that come with the sandbox; spread one to vary it. */
export const dialects: Readonly<Record<DialectName, Dialect>> = {
  generic,
  "small-pages": smallPages,
  "rate-limited": rateLimited,
  licensed,
  deactivating,
};
