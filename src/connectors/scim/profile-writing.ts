import { Type } from "typebox";
import { attributeSchema } from "./profile-reading.ts";

const closed = { additionalProperties: false } as const;

/** Where one type of entitlement sits on an account. */
export const slotSchema = Type.Object(
  {
    attribute: Type.Enum(["entitlements", "roles"], { description: "The list on the account" }),
    cardinality: Type.Enum(["one", "many"], { description: "one: a new value takes the place of the old" }),
  },
  closed,
);

/** How memberships are read and written. */
export const membersSchema = Type.Object(
  {
    readable: Type.Enum(["full", "attribute", "never"], {
      description: "Whether a group shows its members: always, only when attributes= names them, or never",
    }),
    checkBy: Type.Enum(["none", "group-filter", "user-filter"], {
      description: "How else to learn of a membership: one group and one account at a time, or the accounts of a group",
    }),
    maxPerPatch: Type.Integer({
      minimum: 1,
      maximum: 100_000,
      description: "Most memberships that one request changes",
    }),
    removeStyle: Type.Enum(["filter", "value-list", "per-member"], {
      description:
        "One operation with a filter for each member, one with a list of values, or one request for each member",
    }),
  },
  closed,
);

/** Attributes without which no account is made; a service that never changes them needs them all the same. */
export const requiredSchema = Type.Array(attributeSchema, {
  uniqueItems: true,
  description: "Attributes without which no account is made, beside userName; sent with a create",
});

/** Kinds of change that the service does not know. */
export const cannotSchema = Type.Array(
  Type.Enum([
    ...(["create-account", "update-account", "disable-account", "enable-account", "delete-account"] as const),
    ...(["grant", "revoke", "assign-seat", "release-seat"] as const),
  ]),
  { uniqueItems: true, description: "Kinds of change that this service cannot make" },
);

const inTheCreate = Type.Enum(["license", "role"]);

/** What an account is given in the request that makes it. */
export const creationSchema = Type.Object(
  {
    carries: Type.Array(inTheCreate, {
      uniqueItems: true,
      description:
        "Types of entitlement that go into the request that makes the account, where the plan gives them to it",
    }),
    requires: Type.Array(inTheCreate, {
      uniqueItems: true,
      description: "Those of them without which no account is made",
    }),
  },
  { ...closed, description: "What an account is given in the request that makes it" },
);

/** Whether several writes go as one request. */
export const bulkSchema = Type.Object(
  {
    maxOperations: Type.Integer({ minimum: 1, maximum: 100_000, description: "Most operations of one request" }),
    maxBytes: Type.Integer({ minimum: 1000, maximum: 1_000_000_000, description: "Most bytes of one request" }),
    counted: Type.Enum(["request", "operation"], {
      description: "What the limits of the service count; where it is each operation, writes go one by one",
    }),
  },
  closed,
);

const reversible = Type.Boolean({
  description: "Whether the same account can be brought back as it was; where not, policy has to consent",
});

/** What `active: false` does. */
export const deactivateSchema = Type.Object(
  {
    effect: Type.Enum(["blocks", "removes-membership", "obscures", "deletes"], {
      description:
        "blocks: nobody can sign in, all stays. removes-membership: the account leaves the organisation. obscures: its names change by themselves. deletes: it is gone",
    }),
    reversible,
  },
  { ...closed, description: "What switching an account off does" },
);

/** What DELETE does. */
export const deleteSchema = Type.Object(
  {
    effect: Type.Enum(["removes", "erases", "unlinks", "deactivates"], {
      description:
        "removes: the account is gone. erases: also what it was known by. unlinks: it goes on without us. deactivates: it stays in the listing, so that deleting is no change here",
    }),
    reversible,
  },
  { ...closed, description: "What deleting an account does" },
);

/** Limits beside the application's own. */
export const ratesSchema = Type.Array(
  Type.Object(
    {
      for: Type.Optional(
        Type.Enum(["all", "reads", "writes"], { description: "The requests that count; all when left out" }),
      ),
      methods: Type.Optional(
        Type.Array(Type.Enum(["GET", "POST", "PUT", "PATCH", "DELETE"]), {
          minItems: 1,
          uniqueItems: true,
          description: "Only requests with these methods",
        }),
      ),
      resource: Type.Optional(
        Type.String({
          pattern: "^[A-Za-z]{1,64}$",
          description: "Only requests below this: Users or Groups, as it is in the path",
        }),
      ),
      target: Type.Optional(
        Type.Enum(["one", "many"], {
          description: "one: only requests to one resource by its id. many: only those to the endpoint itself",
        }),
      ),
      minBytes: Type.Optional(size("Only requests with a body of at least so many bytes")),
      maxBytes: Type.Optional(size("Only requests with a body of at most so many bytes")),
      counts: Type.Optional(
        Type.Enum(["requests", "members"], {
          description: "What is counted: requests (when left out), or members that they put into groups",
        }),
      ),
      each: Type.Optional(
        Type.Enum(["service", "resource"], {
          description: "Counted together for the whole service (when left out), or for every resource by itself",
        }),
      ),
      limit: Type.Integer({ minimum: 1, maximum: 1_000_000, description: "How many of them" }),
      seconds: Type.Integer({ minimum: 1, maximum: 86_400, description: "In any window of so many seconds" }),
      burst: Type.Optional(
        Type.Integer({
          minimum: 1,
          maximum: 1_000_000,
          description:
            "Where the vendor says how many may come at once: a bucket of so many, filled by limit in so many seconds",
        }),
      ),
    },
    closed,
  ),
  {
    maxItems: 16,
    description:
      "Limits that the vendor publishes: a request keeps all that it counts against, and limits.rate of the application as well",
  },
);

function size(description: string) {
  return Type.Integer({ minimum: 0, maximum: 100_000_000, description });
}

/** How long a write takes to be seen. */
export const delaySchema = Type.Integer({
  minimum: 0,
  maximum: 60_000,
  description: "Milliseconds after which a write can be read back",
});
