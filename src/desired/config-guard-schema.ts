import { durationSchema, ratioSchema } from "./schema-parts.ts";

const numberSchema = { type: "integer", minimum: 0, maximum: 10_000_000 } as const;
const most = { ...numberSchema, description: "More than so many are too many; any number when left out" } as const;
const few = { ...numberSchema, description: "So few are never too many for their share" } as const;
const from = {
  ...numberSchema,
  description: "Where fewer accounts than this live, the share says nothing: the first roll-out of an application",
} as const;

const removalsSchema = {
  type: "object",
  additionalProperties: false,
  properties: {
    most,
    share: { ...ratioSchema, description: "Largest share of the accounts: people.guard.maxDrop when left out" },
    few,
  },
  description: "Accounts disabled or deleted",
} as const;

const creationsSchema = {
  type: "object",
  additionalProperties: false,
  properties: {
    most,
    share: { ...ratioSchema, description: "Largest share of the accounts that live there" },
    few,
    from,
  },
  description: "Accounts created or enabled",
} as const;

const privilegeSchema = {
  type: "object",
  additionalProperties: false,
  properties: {
    ...{ most, share: { ...ratioSchema, description: "Largest share of the accounts in use" }, few, from },
    risk: {
      ...numberSchema,
      description: "Largest sum of what the roles are rated that are given anew; any when left out",
    },
  },
  description: "Accounts that are given more than a new one gets by birthright",
} as const;

const limits = { removals: removalsSchema, creations: creationsSchema, privilege: privilegeSchema } as const;

/** JSON Schema of `applications.NAME.guard`. */
export const applicationGuardSchema = {
  type: "object",
  additionalProperties: false,
  properties: limits,
  description: "Limits of this application where they are other than those of guards",
} as const;

/** JSON Schema of `guards`. */
export const guardsSchema = {
  type: "object",
  additionalProperties: false,
  properties: {
    ...limits,
    overall: {
      type: "object",
      additionalProperties: false,
      properties: limits,
      description: "The same over all applications together",
    },
  },
  description: "How much one plan may do to an application, whatever policy says",
} as const;

/** JSON Schema of what `people.guard` says of the roster's own sanity. */
export const rosterSanitySchema = {
  maxAge: { ...durationSchema, description: "An older export is not believed: 24h; any age when left out" },
  filled: {
    type: "object",
    propertyNames: { type: "string", pattern: "^[A-Za-z][A-Za-z0-9_]{0,63}$", description: "a column of the roster" },
    additionalProperties: { ...ratioSchema, description: "Smallest share of people who have something there: 95%" },
    description: "Columns that must not be empty: { department: 95%, manager: 80% }",
  },
  maxBlanked: {
    ...ratioSchema,
    description:
      "Largest share of people whose email, manager, department or column of filled may have become empty since the last run",
  },
  manifest: {
    type: "string",
    enum: ["optional", "required", "signed"],
    description: "Whether the roster must come with its manifest, or with a signed one; optional when left out",
  },
} as const;

/** JSON Schema of `approvals`. */
export const approvalsSchema = {
  type: "object",
  additionalProperties: false,
  properties: {
    expire: { ...durationSchema, description: "How long an approval holds: 72h when left out" },
    sla: { ...durationSchema, description: "How long an approval may take before it is overdue: 4h when left out" },
  },
  description: "What it takes for an approval to hold",
} as const;
