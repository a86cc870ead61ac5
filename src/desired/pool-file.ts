import { parseRatio } from "../document/instant.ts";
import type { Parsed } from "../document/parsed.ts";
import type { Written } from "../document/validate.ts";
import { compareText } from "../model/compare.ts";
import type { LicensePool, PriorityRule } from "../model/pool.ts";
import type { Entitlement } from "../model/role.ts";
import { readUrl } from "./config-url.ts";
import { type Conversion, conditionsOf, type FileKind, readDuration, refuse } from "./conversion.ts";
import { readEntitlement } from "./entitlement.ts";
import {
  conditionsSchema,
  dialect,
  durationSchema,
  entitlementTypes,
  nameSchema,
  ratioSchema,
  schemaHome,
  textSchema,
} from "./schema-parts.ts";

/** A pool as it was written. */
export interface PoolFile {
  readonly pool: LicensePool;
  readonly document: Parsed;
}

/** The name in a quota that is open to every location. */
const overflowName = "global";

/** JSON Schema of a pool. */
export const poolSchema = {
  $schema: dialect,
  $id: `${schemaHome}/pool.schema.json`,
  title: "Pool",
  description: "Licensed seats with a quota per location: pools/NAME.yaml",
  type: "object",
  additionalProperties: false,
  required: ["name", "application", "seat", "quota"],
  properties: {
    name: { ...nameSchema, description: "The name of the file without .yaml: lower-case letters, digits and hyphens" },
    application: { ...nameSchema, description: "The application of rollcall.yaml that the seats are in" },
    seat: {
      type: "object",
      additionalProperties: false,
      description:
        "What a seat looks like there: { group: x }, { role: x }, { license: x } or { entitlement: { type, value } }",
      properties: {
        entitlement: {
          type: "object",
          additionalProperties: false,
          required: ["type", "value"],
          properties: {
            type: { type: "string", enum: entitlementTypes, description: "What it is in the application" },
            value: { ...textSchema, description: "Its name in the application" },
          },
          description: "The long form: { type, value }",
        },
        group: { ...textSchema, description: "A seat is membership of this group" },
        role: { ...textSchema, description: "A seat is this role" },
        license: { ...textSchema, description: "A seat is this licence" },
      },
    },
    quotaBy: {
      type: "string",
      pattern: "^[A-Za-z][A-Za-z0-9_]{0,63}$",
      description: "The column of the roster that names a location of the quota; location when left out",
    },
    quota: {
      type: "object",
      minProperties: 1,
      propertyNames: textSchema,
      additionalProperties: {
        type: "integer",
        minimum: 0,
        maximum: 10_000_000,
        description: "a whole number of seats, from 0",
      },
      description: "Seats per location; `global` is open to every location once its own are taken",
    },
    failover: {
      type: "object",
      minProperties: 1,
      propertyNames: textSchema,
      additionalProperties: {
        type: "array",
        minItems: 1,
        maxItems: 100,
        uniqueItems: true,
        items: textSchema,
        description: "Other locations of the quota, best first",
      },
      description: "Whose seats a location may take once its own and `global` are taken: { eu: [us] }",
    },
    reserve: {
      type: "object",
      additionalProperties: false,
      required: ["seats", "from"],
      properties: {
        seats: { type: "integer", minimum: 1, maximum: 10_000_000, description: "How many" },
        from: { ...textSchema, description: "Who adds them" },
        expires: { ...durationSchema, description: "How long a request may go without a decision: 30d when left out" },
        webhook: {
          type: "string",
          minLength: 1,
          maxLength: 2048,
          description: `Where requests are sent to: a URL that takes a POST of JSON, or \${env:NAME}`,
        },
      },
      description:
        "Capacity of a third party that may be asked for with pools/requests/NAME.yaml; never taken by itself",
    },
    alertAt: { ...ratioSchema, description: "Share of use that is reported as nearly full: 90% when left out" },
    eligible: {
      type: "array",
      minItems: 1,
      maxItems: 100,
      items: conditionsSchema,
      description: "Who may have a seat at all: people whom one of these rows describes",
    },
    priority: {
      type: "array",
      maxItems: 100,
      items: {
        type: "object",
        minProperties: 1,
        maxProperties: 1,
        propertyNames: conditionsSchema.propertyNames,
        additionalProperties: textSchema,
        description: "{ role: NAME }, or one column of the roster with its value",
      },
      description: "Who comes first when seats are short; then start date, then id",
    },
    protected: {
      type: "array",
      minItems: 1,
      maxItems: 100,
      items: conditionsSchema,
      description: "Who keeps a seat before everybody else: people who sit and whom one of these rows describes",
    },
    tier: {
      type: "object",
      additionalProperties: false,
      required: ["of", "rank"],
      properties: {
        of: { ...nameSchema, description: "The product: the same in each of its pools" },
        rank: { type: "integer", minimum: 1, maximum: 1000, description: "a whole number from 1: higher is better" },
      },
      description: "A seat is one tier of a product, of which a person holds one: { of: suite, rank: 2 }",
    },
    whenFull: { type: "string", enum: ["wait", "deny"], description: "wait: a waiting list; deny: the plan is denied" },
    reclaim: {
      type: "object",
      additionalProperties: false,
      required: ["unusedFor"],
      properties: {
        unusedFor: { ...durationSchema, description: "Without a sign-in for this long: 45d" },
        grace: { ...durationSchema, description: "Time between notice and release: 7d when left out" },
        except: { type: "array", maxItems: 100, items: conditionsSchema, description: "People who keep theirs" },
      },
      description: "Seats that nobody uses go back",
    },
    cost: {
      type: "object",
      additionalProperties: false,
      required: ["perSeat", "currency", "every"],
      properties: {
        perSeat: { type: "number", minimum: 0, maximum: 1_000_000, description: "Price of one seat" },
        currency: { type: "string", pattern: "^[A-Z]{3}$", description: "Three capital letters (ISO 4217): EUR" },
        every: { type: "string", enum: ["month", "year"], description: "What the price is for" },
      },
      description: "What a seat costs",
    },
  },
} as const;

type WrittenPool = Written<typeof poolSchema>;

/** `pools/NAME.yaml`; null when the seat cannot be told. */
export const poolKind: FileKind<typeof poolSchema, WrittenPool, PoolFile | null> = {
  schema: poolSchema,
  convert: (written, conversion) => {
    const seat = readSeat(conversion, written);
    if (seat === null) return null;
    const { [overflowName]: overflow, ...quota } = written.quota;
    const byName = Object.entries(quota).sort(([a], [b]) => compareText(a, b));
    const pool: LicensePool = {
      name: written.name,
      seat,
      quotaBy: written.quotaBy ?? "location",
      quota: Object.fromEntries(byName),
      overflow: overflow ?? 0,
      failover: written.failover ?? {},
      reserve: readReserve(conversion, written),
      requests: [],
      granted: 0,
      alertAt: parseRatio(written.alertAt ?? 0.9) ?? 0.9,
      eligible: written.eligible?.map(conditionsOf) ?? null,
      priority: (written.priority ?? []).flatMap(priorityRules),
      protected: (written.protected ?? []).map(conditionsOf),
      tier: written.tier === undefined ? null : { product: written.tier.of, rank: written.tier.rank },
      whenFull: written.whenFull ?? "wait",
      reclaim: readReclaim(conversion, written),
      cost: written.cost ?? null,
      at: conversion.document.at([]),
    };
    return { pool, document: conversion.document };
  },
};

function readSeat(conversion: Conversion, { application, seat }: WrittenPool): Entitlement | null {
  const { entitlement, ...short } = seat;
  if (entitlement === undefined) return readEntitlement(conversion, ["seat"], { application, written: short });
  if (Object.keys(short).length === 0) return { application, ...entitlement };
  refuse(conversion, ["seat"], {
    code: "entitlement-shape",
    message: "the seat is described twice",
    hint: "keep either entitlement or the short form",
  });
  return null;
}

function priorityRules(written: Readonly<Record<string, string>>): readonly PriorityRule[] {
  return Object.entries(written).map(([attribute, value]) =>
    attribute === "role" ? { kind: "role", role: value } : { kind: "attribute", attribute, value },
  );
}

function readReserve(conversion: Conversion, { reserve }: WrittenPool): LicensePool["reserve"] {
  if (reserve === undefined) return null;
  const { seats, from, webhook } = reserve;
  const expires = readDuration(conversion, ["reserve", "expires"], reserve.expires ?? "30d") ?? 0;
  const address = webhook === undefined ? null : readUrl(conversion, ["reserve", "webhook"], webhook);
  return { seats, from, expires, webhook: address };
}

function readReclaim(conversion: Conversion, { reclaim }: WrittenPool): LicensePool["reclaim"] {
  if (reclaim === undefined) return null;
  const unusedFor = readDuration(conversion, ["reclaim", "unusedFor"], reclaim.unusedFor);
  const grace = readDuration(conversion, ["reclaim", "grace"], reclaim.grace ?? "7d");
  const except = (reclaim.except ?? []).map(conditionsOf);
  return unusedFor === null || grace === null ? null : { unusedFor, grace, except };
}
