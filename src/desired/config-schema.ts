import { ratePattern } from "../document/instant.ts";
import { applySchema } from "./config-apply-schema.ts";
import { auditSchema } from "./config-audit-schema.ts";
import { authSchema, tlsSchema } from "./config-auth-schema.ts";
import { applicationGuardSchema, approvalsSchema, guardsSchema, rosterSanitySchema } from "./config-guard-schema.ts";
import { signInsSchema } from "./config-sign-ins.ts";
import {
  dialect,
  durationSchema,
  nameSchema,
  pathSchema,
  personSchema,
  rateSchema,
  ratioSchema,
  schemaHome,
  textSchema,
} from "./schema-parts.ts";

const applicationSchema = {
  type: "object",
  additionalProperties: false,
  required: ["connector", "url", "auth"],
  properties: {
    connector: { type: "string", enum: ["scim"], description: "How it is spoken to: scim" },
    profile: { ...nameSchema, description: "What is known of this provider; generic when left out" },
    url: {
      type: "string",
      minLength: 1,
      maxLength: 2048,
      description: `Base URL (https, or http on this machine), or a reference to it: \${env:CHAT_SCIM_URL}`,
    },
    auth: authSchema,
    network: {
      type: "string",
      enum: ["public", "private"],
      description: "Where its address may be: public (when left out), or private for a server in a network of your own",
    },
    tls: { ...tlsSchema, description: `How the application is reached: ${tlsSchema.description}` },
    limits: {
      type: "object",
      additionalProperties: false,
      properties: {
        rate: {
          type: "string",
          pattern: `^learn$|${ratePattern}`,
          description: "Requests: 50/s or 600/m; 50/s when left out. learn: nobody knows, find it out",
        },
        concurrency: {
          type: "integer",
          minimum: 1,
          maximum: 64,
          description: "Requests on their way at once, 1 to 64; 8 when left out",
        },
      },
      description: "How hard the application may be called",
    },
    leaver: {
      type: "string",
      pattern: "^(disable|delete after [1-9][0-9]{0,8}[smhd])$",
      description: "What becomes of the account of somebody who left: disable (when left out), or delete after 30d",
    },
    unmanaged: {
      type: "string",
      enum: ["report", "adopt", "remove"],
      description: "Accounts and members that Rollcall did not make; report when left out",
    },
    orphans: {
      type: "string",
      enum: ["disable", "report"],
      description: "Accounts of ours whose person is on the roster no more; disable when left out",
    },
    protect: {
      type: "object",
      additionalProperties: false,
      properties: {
        admins: {
          type: "object",
          additionalProperties: false,
          required: ["group", "atLeast"],
          properties: {
            group: { ...textSchema, description: "The group of the administrators" },
            atLeast: { type: "integer", minimum: 1, maximum: 1000, description: "How many must stay in it, from 1" },
          },
          description: "No plan may leave fewer administrators than this",
        },
        people: { type: "array", items: personSchema, uniqueItems: true, description: "People who keep their access" },
      },
      description: "Who must keep access whatever the plan says",
    },
    guard: applicationGuardSchema,
    signIns: signInsSchema,
  },
} as const;

/** JSON Schema of `rollcall.yaml`. */
export const configSchema = {
  $schema: dialect,
  $id: `${schemaHome}/config.schema.json`,
  title: "Rollcall",
  description: "The organisation, its applications and its ledger: rollcall.yaml",
  type: "object",
  additionalProperties: false,
  required: ["organization", "people", "applications"],
  properties: {
    organization: {
      ...nameSchema,
      description: "The name of the organisation: lower-case letters, digits and hyphens",
    },
    people: {
      type: "object",
      additionalProperties: false,
      required: ["source", "path"],
      properties: {
        source: { type: "string", enum: ["csv", "yaml", "json"], description: "The kind of the file" },
        path: { ...pathSchema, description: "The roster: people/roster.csv" },
        guard: {
          type: "object",
          additionalProperties: false,
          properties: {
            minPeople: {
              type: "integer",
              minimum: 1,
              description: "Fewest people of a roster that is believed, from 1",
            },
            maxDrop: { ...ratioSchema, description: "Largest share that may vanish at once: 10% when left out" },
            ...rosterSanitySchema,
          },
          description: "A roster that was cut short must never read as: everybody left",
        },
        signals: {
          ...pathSchema,
          pattern: "\\.(csv|ndjson)$",
          description: "What is known of sign-ups: people/signals.csv or .ndjson",
        },
        alarm: {
          type: "string",
          minLength: 1,
          maxLength: 2048,
          description: `Where held joiners are posted to, a URL or \${env:NAME}; apply.alarm when left out`,
        },
      },
      description: "Where the roster is",
    },
    applications: {
      type: "object",
      minProperties: 1,
      propertyNames: nameSchema,
      additionalProperties: applicationSchema,
      description: "Targets of provisioning, by name",
    },
    limits: {
      type: "object",
      additionalProperties: false,
      properties: { rate: { ...rateSchema, description: "Requests over all applications: 250/s when left out" } },
      description: "Limits of a whole run",
    },
    plan: {
      type: "object",
      additionalProperties: false,
      properties: { expiry: { ...durationSchema, description: "How long a plan may wait: 24h when left out" } },
      description: "Limits of plans",
    },
    apply: applySchema,
    guards: guardsSchema,
    approvals: approvalsSchema,
    audit: auditSchema,
  },
} as const;
