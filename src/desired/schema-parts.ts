import { durationPattern, ratePattern } from "../document/instant.ts";

/** Where emitted schemas say they live. */
export const schemaHome = "https://rollcall.example/schemas";

/** The dialect of every schema. */
export const dialect = "https://json-schema.org/draft/2020-12/schema";

/** A role, pool, application or organisation. */
export const nameSchema = {
  type: "string",
  pattern: "^[a-z0-9][a-z0-9-]{0,62}$",
  description: "a name: lower-case letters, digits and hyphens, at most 63",
} as const;

/** A person on the roster. */
export const personSchema = {
  type: "string",
  pattern: "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$",
  description: "the id of a person: letters, digits, dots, hyphens and underscores, at most 64",
} as const;

/** Any text that a person reads or an application knows, without spaces around it. */
export const textSchema = {
  type: "string",
  pattern: "^\\S(.{0,254}\\S)?$",
  description: "a text of 1 to 256 characters on one line, without spaces around it",
} as const;

/** A file of the repository. */
export const pathSchema = {
  type: "string",
  minLength: 1,
  maxLength: 1024,
  description: "a path from the root, with /",
} as const;

/** `90d`. */
export const durationSchema = {
  type: "string",
  pattern: durationPattern,
  description: "a duration: 90d, 8h, 30m or 45s",
} as const;

/** `50/s`. */
export const rateSchema = { type: "string", pattern: ratePattern, description: "a rate: 50/s or 600/m" } as const;

/** `10%` or 0.1. */
export const ratioSchema = {
  type: ["string", "number"],
  pattern: "^[0-9]{1,3}(\\.[0-9]{1,4})?%$",
  minimum: 0,
  maximum: 1,
  description: "a ratio: 10%, or a number from 0 to 1",
} as const;

/** `2026-11-30` or `2026-11-30T17:00Z`. */
export const momentSchema = {
  type: "string",
  pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2})?(Z|[+-][0-9]{2}:[0-9]{2}))?$",
  description: "a date (2026-11-30: the whole day in UTC), or an instant with its zone (2026-11-30T17:00Z)",
} as const;

/** Conditions on people: every attribute has the value, or one of the values. */
export const conditionsSchema = {
  type: "object",
  propertyNames: {
    type: "string",
    pattern: "^[A-Za-z][A-Za-z0-9_]{0,63}$",
    description: "a column of the roster",
  },
  additionalProperties: {
    anyOf: [textSchema, { type: "array", items: textSchema, minItems: 1, maxItems: 1000, uniqueItems: true }],
    description: "a text, or a list of texts; put numbers and true or false in quotes",
  },
} as const;

/** What an application can grant. */
export const entitlementTypes = ["group", "role", "license"] as const;
