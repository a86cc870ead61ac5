import { Type } from "typebox";

const closed = { additionalProperties: false } as const;

/** How a listing is walked. */
export const pagingSchema = Type.Object(
  {
    mode: Type.Enum(["index", "cursor", "none"], {
      description:
        "How a listing goes on, and with that what ends it: by startIndex until totalResults are there, by nextCursor until none comes (RFC 9865), or not at all: everything comes at once",
    }),
    maxCount: Type.Integer({
      minimum: 1,
      maximum: 100_000,
      description: "Most resources of a page that may be asked for; a service that gives fewer is followed",
    }),
    inFlight: Type.Integer({
      minimum: 1,
      maximum: 16,
      description: "Pages asked for at once, 1 to 16; more than one needs a stable order",
    }),
  },
  { ...closed, description: "How a listing is walked" },
);

/** What can be looked for. */
export const filterSchema = Type.Object(
  {
    users: Type.Array(Type.Enum(["externalId", "userName"]), {
      uniqueItems: true,
      description: "What accounts can be found by with eq, in the order in which to try; none: the listing finds them",
    }),
    groups: Type.Boolean({ description: "Whether groups can be found by displayName eq" }),
    zeroMeansUnknown: Type.Boolean({ description: "Finding nothing is no proof of absence: the listing decides" }),
  },
  { ...closed, description: "What can be looked for" },
);

/** An attribute of accounts, by its name in a role or roster. */
export const attributeSchema = Type.Enum([
  ...(["givenName", "familyName", "displayName", "email", "title"] as const),
  ...(["department", "costCenter", "userType"] as const),
]);

/** Attributes that the service keeps. */
export const attributesSchema = Type.Array(attributeSchema, {
  uniqueItems: true,
  description:
    "Attributes of accounts that can be changed there; others are never compared, and sent only where required",
});

/** The dialect of changes to accounts. */
export const updateSchema = Type.Object(
  {
    verb: Type.Enum(["PATCH", "PUT"], {
      description: "PUT, which replaces the whole account, only where PATCH does not do what it says",
    }),
    lists: Type.Enum(["value-path", "whole"], {
      description: "Change one value of a list by a path with a filter, or replace the list",
    }),
  },
  { ...closed, description: "How an account is changed" },
);

/** Answers to a create that a look-up has to settle. */
export const conflictsSchema = Type.Array(Type.Integer({ minimum: 400, maximum: 499 }), {
  uniqueItems: true,
  description: "Statuses by which a create says that the account may be there already; a look-up decides",
});

const headerText = "^[\\x20-\\x7e]{1,200}$";

/** Headers that may be other than usual; never one that carries a secret. */
export const headersSchema = Type.Object(
  {
    accept: Type.Optional(
      Type.String({ pattern: headerText, description: "In place of application/scim+json, application/json" }),
    ),
    "user-agent": Type.Optional(Type.String({ pattern: headerText, description: "Where the service insists on one" })),
  },
  { ...closed, description: "Sent with every request" },
);
