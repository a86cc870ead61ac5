import { dialect, textSchema } from "../desired/schema-parts.ts";

const digestSchema = {
  type: "string",
  pattern: "^sha256:\\S{1,128}$",
  description: "the operations of a plan, as its file names them: sha256:…",
} as const;

const instantSchema = { type: "string", description: "an instant with its zone: 2026-11-23T09:30:00Z" } as const;

const entrySchema = {
  type: "object",
  additionalProperties: false,
  required: ["by", "at"],
  properties: {
    kind: { type: "string", enum: ["review", "override"], description: "review when left out" },
    by: { ...textSchema, description: "Who: a person's id, user name, email or login" },
    at: instantSchema,
    operations: {
      anyOf: [digestSchema, { type: "null" }],
      description: "What was looked at; null when nobody knows, and then it does not count",
    },
    team: { ...textSchema, description: "In whose name; when left out, in that of every team that the reviewer is in" },
    state: {
      type: "string",
      pattern: "^(approved|changes[-_]requested|dismissed|commented|APPROVED|CHANGES_REQUESTED|DISMISSED|COMMENTED)$",
      description: "approved (when left out), changes-requested, dismissed or commented",
    },
    bot: { type: "boolean", description: "Whether it is no person" },
    permission: {
      type: "string",
      enum: ["admin", "maintain", "write", "triage", "read", "none"],
      description: "What the reviewer may do in the repository now; below write, nothing counts",
    },
    guard: { ...textSchema, description: "Of an override: the guard" },
    reason: { ...textSchema, description: "Of an override: why it may be passed over" },
  },
} as const;

/** JSON Schema of a list of reviews, as it was before publication and proposers could be told. */
export const reviewListSchema = { $schema: dialect, type: "array", items: entrySchema } as const;

/** JSON Schema of everything that a pipeline knows of who agreed. */
export const reviewsSchema = {
  $schema: dialect,
  title: "Approvals",
  description: "Who agreed to exactly which operations: the file that a pipeline hands to plan and apply",
  type: "object",
  additionalProperties: false,
  required: ["reviews"],
  properties: {
    published: {
      ...instantSchema,
      description: "When these operations were first shown: earlier approvals are of something else",
    },
    proposers: {
      type: "array",
      items: textSchema,
      description: "Author, committers and co-authors, by whatever name",
    },
    reviews: { type: "array", items: entrySchema, description: "What was said, in any order" },
  },
} as const;
