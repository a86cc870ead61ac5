import { type Static, Type } from "typebox";

const closed = { additionalProperties: false };
const positive = Type.Integer({ minimum: 1 });

const slot = Type.Object(
  {
    attribute: Type.Enum(["entitlements", "roles"]),
    /** `one`: a new value takes the place of the old. */
    cardinality: Type.Enum(["one", "many"]),
  },
  closed,
);

const paging = Type.Object(
  {
    /**
     * How a listing goes on, and with that what ends it: by `startIndex` until `totalResults` are there, by `nextCursor` until none
     * comes (RFC 9865), or not at all: everything comes at once.
     */
    mode: Type.Enum(["index", "cursor", "none"]),
    /** Most resources of a page that a client may ask for; servers that give fewer are followed. */
    maxCount: positive,
    /** Pages asked for at once; more than one needs a stable order. */
    inFlight: Type.Integer({ minimum: 1, maximum: 16 }),
  },
  closed,
);

const members = Type.Object(
  {
    /** Whether a group shows its members: always, only when `attributes` names them, or never. */
    readable: Type.Enum(["full", "attribute", "never"]),
    /** How else to learn of a membership: one group and one account at a time, or the accounts of a group. */
    checkBy: Type.Enum(["none", "group-filter", "user-filter"]),
    maxPerPatch: positive,
    /** One operation with a filter for each member, one with a list of values, or one request for each member. */
    removeStyle: Type.Enum(["filter", "value-list", "per-member"]),
  },
  closed,
);

/** What one kind of SCIM service is like, as data. What a service cannot do is said here, and nowhere else. */
export const profileSchema = Type.Object(
  {
    name: Type.String({ pattern: "^[a-z][a-z0-9-]*$" }),
    paging,
    /** Whether `attributes=` is obeyed. */
    projection: Type.Boolean(),
    filter: Type.Object(
      {
        /** What accounts can be found by with `eq`, in the order in which to try. */
        users: Type.Array(Type.Enum(["externalId", "userName"])),
        /** Whether groups can be found by `displayName eq`. */
        groups: Type.Boolean(),
        /** Finding nothing is no proof: the listing decides. */
        zeroMeansUnknown: Type.Boolean(),
      },
      closed,
    ),
    /** The attributes of accounts that are kept there, by the names of `AccountAttributes`. */
    attributes: Type.Array(
      Type.Enum([
        ...(["givenName", "familyName", "displayName", "email", "title"] as const),
        ...(["department", "costCenter", "userType"] as const),
      ]),
    ),
    update: Type.Object(
      {
        /** PUT only where PATCH does not do what it says: it replaces the whole account. */
        verb: Type.Enum(["PATCH", "PUT"]),
        /** Change one value of a list by a path with a filter, or replace the list. */
        lists: Type.Enum(["value-path", "whole"]),
      },
      closed,
    ),
    /** null: there are no groups. */
    members: Type.Union([members, Type.Null()]),
    /** Where licences and roles sit on an account; null: there are none. */
    license: Type.Union([slot, Type.Null()]),
    role: Type.Union([slot, Type.Null()]),
    /** Kinds of change that this service cannot make. */
    cannot: Type.Array(
      Type.Enum([
        ...(["create-account", "update-account", "disable-account", "enable-account", "delete-account"] as const),
        ...(["grant", "revoke", "assign-seat", "release-seat"] as const),
      ]),
    ),
    /** Statuses by which a create says that the account may be there already; a look-up decides. */
    conflicts: Type.Array(Type.Integer({ minimum: 400, maximum: 499 })),
    /** Whether `meta.version` is a version that a write may be bound to. */
    etag: Type.Boolean(),
    /** Sent with every request. */
    headers: Type.Record(Type.String({ pattern: "^[a-z-]+$" }), Type.String()),
    /** Milliseconds after which a write can be read back. */
    readAfterWriteDelay: Type.Integer({ minimum: 0 }),
  },
  closed,
);

/** See {@link profileSchema}. */
export type Profile = Static<typeof profileSchema>;

/** The members part of a profile that has groups. */
export type MemberRules = NonNullable<Profile["members"]>;

/** Where one type of entitlement sits on an account. */
export type Slot = NonNullable<Profile["license"]>;
