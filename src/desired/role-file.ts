import type { Parsed } from "../document/parsed.ts";
import type { Written } from "../document/validate.ts";
import type { BirthrightRule, Role, RoleGrant } from "../model/role.ts";
import { type Conversion, conditionsOf, type FileKind, readDuration, refuse } from "./conversion.ts";
import { readEntitlement } from "./entitlement.ts";
import { conditionsSchema, dialect, durationSchema, nameSchema, schemaHome, textSchema } from "./schema-parts.ts";

/** A role as it was written, before others that it includes are added. */
export interface RoleFile {
  readonly role: Role;
  readonly includes: readonly string[];
  readonly document: Parsed;
}

/** JSON Schema of a role. */
export const roleSchema = {
  $schema: dialect,
  $id: `${schemaHome}/role.schema.json`,
  title: "Role",
  description: "A named bundle of entitlements and licence seats: roles/NAME.yaml",
  type: "object",
  additionalProperties: false,
  required: ["name", "owner", "risk"],
  properties: {
    name: { ...nameSchema, description: "The name of the file without .yaml: lower-case letters, digits and hyphens" },
    title: { ...textSchema, description: "What people call the role; the name when left out" },
    owner: { ...textSchema, description: "The team or person that answers for the role and approves it" },
    risk: { type: "integer", minimum: 0, maximum: 100, description: "0 (harmless) to 100" },
    birthright: {
      type: "array",
      maxItems: 1000,
      items: conditionsSchema,
      description:
        "Who holds the role without asking: people who meet every condition of one of these rows. {} is everybody but service accounts",
    },
    grants: {
      type: "array",
      maxItems: 1000,
      description: "What the role gives: { application, group | role | license } or { pool }",
      items: {
        type: "object",
        additionalProperties: false,
        properties: {
          application: { ...nameSchema, description: "An application of rollcall.yaml" },
          group: { ...textSchema, description: "Membership of this group" },
          role: { ...textSchema, description: "This role inside the application" },
          license: { ...textSchema, description: "This licence, when no pool counts it" },
          pool: { ...nameSchema, description: "A seat of pools/NAME.yaml" },
        },
      },
    },
    includes: {
      type: "array",
      items: nameSchema,
      uniqueItems: true,
      description: "Roles whose grants this one gives too (role hierarchy)",
    },
    excludes: {
      type: "array",
      items: nameSchema,
      uniqueItems: true,
      description: "Roles that the same person must not hold (separation of duties); one side is enough",
    },
    maxDuration: { ...durationSchema, description: "Longest assignment: 90d, 8h. Birthright is not bound by it" },
  },
} as const;

type WrittenRole = Written<typeof roleSchema>;
type WrittenGrant = NonNullable<WrittenRole["grants"]>[number];

/** `roles/NAME.yaml`. */
export const roleKind: FileKind<typeof roleSchema, WrittenRole, RoleFile> = {
  schema: roleSchema,
  convert: (written, conversion) => {
    const { document } = conversion;
    const { maxDuration } = written;
    return {
      document,
      includes: written.includes ?? [],
      role: {
        name: written.name,
        title: written.title ?? written.name,
        owner: written.owner,
        risk: written.risk,
        birthright: (written.birthright ?? []).map((row, index): BirthrightRule => {
          return { conditions: conditionsOf(row), at: document.at(["birthright", index]) };
        }),
        grants: (written.grants ?? []).flatMap((grant, index) => readGrant(conversion, grant, index) ?? []),
        excludes: written.excludes ?? [],
        maxDuration: maxDuration === undefined ? null : readDuration(conversion, ["maxDuration"], maxDuration),
        at: document.at([]),
      },
    };
  },
};

function readGrant(conversion: Conversion, written: WrittenGrant, index: number): RoleGrant | null {
  const path = ["grants", index];
  const at = conversion.document.at(path);
  const { application, pool, ...what } = written;
  if (pool !== undefined && application === undefined && Object.keys(what).length === 0) {
    return { kind: "seat", pool, at };
  }
  if (pool !== undefined || application === undefined) {
    refuse(conversion, path, {
      code: "grant-shape",
      message: "a grant is either of an application or of a pool",
      hint: "write { application: chat, group: engineering }, or { pool: ide }",
    });
    return null;
  }
  const entitlement = readEntitlement(conversion, path, { application, written: what });
  return entitlement === null ? null : { kind: "entitlement", entitlement, at };
}
