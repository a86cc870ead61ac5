import type { Comparison } from "./filter/parse.ts";

/** Everything in which one provider's SCIM service differs from another's. */
export interface Dialect {
  /** Page size when a client asks for none, the most that it can ask for, and whether cursors (RFC 9865) work too. */
  readonly page: { readonly default: number; readonly max: number; readonly cursor: boolean };
  readonly listing: ListingRule;
  readonly members: MemberRule;
  readonly patch: {
    /** Answer 200 with the resource, or 204. */
    readonly respondsWithBody: boolean;
    /** What removing something that is not there does. */
    readonly missingTarget: "ignore" | "refuse";
  };
  readonly writes: WriteRule;
  readonly request: RequestRule;
  readonly etag: "real" | "none";
  /** Requests that are let through, of all kinds together; null is no limit. */
  readonly rate: RateRule | null;
  /** Further limits, each for some kinds of request; a request has to pass every one that it belongs to. */
  readonly buckets: readonly RateBucket[];
  readonly bulk: { readonly supported: boolean; readonly maxOperations: number };
  readonly filter: FilterRule;
  readonly sort: boolean;
  /** Whether DELETE of a User removes it, or leaves it with `active: false`. */
  readonly deleteUser: "delete" | "deactivate";
  /** What `active: false` does beside that: removes the account, or hides its userName and addresses until it is active again. */
  readonly deactivation: "keep" | "delete" | "obfuscate";
  readonly uniqueExternalId: boolean;
  /** Whether a User's lists (emails, roles, …) may have several values or one at most. */
  readonly userLists: "many" | "single";
  /** Whether a User shows when its holder last signed in, in an extension of this service's own. */
  readonly signIns: boolean;
  /** How long every answer is held back, in milliseconds. */
  readonly latency: number;
  /** The vendor's own count of licences; null is none. */
  readonly quota: QuotaRule | null;
}

/** How a listing is cut into pages, and what is odd about it. */
interface ListingRule {
  /** Whether `startIndex` works; else only 1 is taken (501), or everything comes on one page, or only cursors lead on. */
  readonly index: "works" | "first-only" | "one-page" | "cursor-only";
  /** The most on a page for a client that names no cursor; null: as with one. */
  readonly maxWithoutCursor: number | null;
  readonly key: "Resources" | "resources";
  /** What `itemsPerPage` says when there is nothing; null: 0. */
  readonly emptyItemsPerPage: number | null;
  /** Without a filter, one made-up account is all that a listing of accounts shows. */
  readonly synthetic: boolean;
}

/** What one request may do to the members of a group. */
interface MemberRule {
  /** Whether reading a group shows its members: always, only when `attributes=members` asks for them, or never. */
  readonly readable: "full" | "requested" | "never";
  /** The most memberships that one request may add or remove; null is no limit. */
  readonly maxPerPatch: number | null;
  /** The most that one request may remove; null is the same as for all. */
  readonly maxRemovals: number | null;
  /** Whether one request may add and remove, or change members and something else. */
  readonly mixed: boolean;
  /** The most operations on members in one request; null is no limit. */
  readonly maxOperations: number | null;
  /** Bytes of a PATCH of a group, above which it is 413; null is no limit. */
  readonly maxBytes: number | null;
  /** Whether one request may replace or remove all members. Where not, PUT of a group is not offered either. */
  readonly replaceAllowed: boolean;
  /** Whether `remove` may say whom by a list of values, or only by `members[value eq "…"]`. */
  readonly removeByValue: boolean;
  /** Whether POST and PUT of a group may carry members. */
  readonly inBody: boolean;
  /** Adding somebody who is a member already changes nothing, or is answered with 500. */
  readonly repeated: "ignore" | "break";
  /** Whether a group may be a member of a group. */
  readonly nested: boolean;
}

/** What POST, PUT and PATCH may do. */
interface WriteRule {
  readonly put: boolean;
  /** Whether there are groups at all. */
  readonly groups: boolean;
  /** What a new User must have beside `userName`, and how its lack is refused. */
  readonly required: readonly string[];
  readonly lacking: 400 | 409;
  /** The only attributes of a User that PATCH changes, others being passed over; null is all. */
  readonly changeable: readonly string[] | null;
  readonly maxOperations: number | null;
  /** Whether an inactive User takes no change but one that activates it. */
  readonly inactiveFrozen: boolean;
  /** An error body as the RFC has it, or with a number for status and a text for schemas. */
  readonly errors: "rfc" | "numeric";
}

/** What every request has to look like. */
interface RequestRule {
  /** What `Accept` must name: nothing, any JSON, or `application/scim+json`. */
  readonly accept: "any" | "json" | "scim";
  readonly userAgent: boolean;
  /** The path of the ServiceProviderConfig. */
  readonly config: "/ServiceProviderConfig" | "/ServiceProviderConfigs";
}

/** Which filters are answered. */
export interface FilterRule {
  readonly operators: ReadonlySet<FilterOperator>;
  readonly maxDepth: number;
  readonly unknownAttribute: "refuse" | "no-match";
  /** The paths that may be compared, in lower case, by what is listed; null is all. */
  readonly users: ReadonlySet<string> | null;
  readonly groups: ReadonlySet<string> | null;
  readonly maxComparisons: number | null;
  readonly maxCharacters: number | null;
  /** What a filter outside these rules gets: 400, or an empty list as if nobody matched. */
  readonly outside: "refuse" | "empty";
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

/** A limit for some kinds of request. */
export interface RateBucket {
  readonly name: string;
  readonly methods: readonly ("GET" | "POST" | "PUT" | "PATCH" | "DELETE")[];
  /** Below which endpoint; null is any. */
  readonly endpoint: "/Users" | "/Groups" | null;
  /** Only with an id in the path, only without, or both. */
  readonly target: "one" | "many" | "any";
  /** Only requests with at least this many bytes. */
  readonly minBytes: number;
  readonly rule: RateRule;
}

/** How many accounts may hold each value of an attribute, and how a further one is refused. */
export interface QuotaRule {
  readonly attribute: "entitlements" | "roles";
  /** The most holders by value; a value that is not named here has no limit. */
  readonly limits: Readonly<Record<string, number>>;
  readonly countsDisabled: boolean;
  readonly refusal: 400 | 409;
}
