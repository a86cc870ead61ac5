import type { Dialect } from "../dialect.ts";
import type { Json, JsonObject } from "../json.ts";
import type { Attribute } from "../schema/attribute.ts";
import { extensionsOf, kinds, type ResourceType, resourceTypes } from "../schema/resource-type.ts";
import { LIST_SCHEMA } from "./listing.ts";
import { ScimError } from "./scim-error.ts";

/** What the service says that it can do, RFC 7643 section 5 (and RFC 9865 for paging). */
export function serviceProviderConfig(dialect: Dialect, base: string): JsonObject {
  return {
    schemas: ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],
    patch: { supported: true },
    bulk: { ...dialect.bulk, maxPayloadSize: MAX_BULK_BYTES },
    filter: { supported: true, maxResults: dialect.page.max },
    changePassword: { supported: false },
    sort: { supported: dialect.sort },
    etag: { supported: dialect.etag === "real" },
    pagination: {
      index: dialect.listing.index === "works",
      cursor: dialect.page.cursor,
      defaultPaginationMethod: dialect.listing.index === "works" ? "index" : "cursor",
      defaultPageSize: dialect.page.default,
      maxPageSize: dialect.page.max,
    },
    authenticationSchemes: [
      { type: "oauthbearertoken", name: "Bearer token", description: "A token of the application.", primary: true },
    ],
    meta: { resourceType: "ServiceProviderConfig", location: `${base}/ServiceProviderConfig` },
  };
}

/** The most bytes that a bulk request may have. */
export const MAX_BULK_BYTES = 4 * 1024 * 1024;

/** The schemas, or the one with this id. RFC 7643 section 7. */
export function schemas(dialect: Dialect, base: string, id: string | null): JsonObject {
  const all = kinds.flatMap((kind) => schemasOf(dialect, resourceTypes[kind], base));
  return chosen(all, id, (each) => each["id"]);
}

/** The resource types, or the one with this name. RFC 7643 section 6. */
export function resourceTypeList(dialect: Dialect, base: string, name: string | null): JsonObject {
  const all = kinds.map((kind) => resourceTypeBody(dialect, resourceTypes[kind], base));
  return chosen(all, name, (each) => each["name"]);
}

function chosen(
  all: readonly JsonObject[],
  key: string | null,
  keyOf: (each: JsonObject) => Json | undefined,
): JsonObject {
  if (key === null) {
    return {
      schemas: [LIST_SCHEMA],
      totalResults: all.length,
      startIndex: 1,
      itemsPerPage: all.length,
      Resources: all,
    };
  }
  const found = all.find((each) => keyOf(each) === key);
  if (found === undefined) throw new ScimError(404, `there is no ${key}`);
  return found;
}

function resourceTypeBody(dialect: Dialect, type: ResourceType, base: string): JsonObject {
  return {
    schemas: ["urn:ietf:params:scim:schemas:core:2.0:ResourceType"],
    id: type.kind,
    name: type.kind,
    description: type.description,
    endpoint: type.endpoint,
    schema: type.urn,
    schemaExtensions: extensionsOf(type, dialect).map((extension) => ({ schema: extension.name, required: false })),
    meta: { resourceType: "ResourceType", location: `${base}/ResourceTypes/${type.kind}` },
  };
}

function schemasOf(dialect: Dialect, type: ResourceType, base: string): readonly JsonObject[] {
  const core = schemaBody(
    { id: type.urn, name: type.kind, description: type.description, attributes: type.core },
    base,
  );
  const extensions = extensionsOf(type, dialect).map(({ name, description, parts }) =>
    schemaBody({ id: name, name: `${type.kind} extension`, description, attributes: parts.attributes }, base),
  );
  return [core, ...extensions];
}

interface SchemaFacts {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly attributes: readonly Attribute[];
}

function schemaBody({ id, name, description, attributes }: SchemaFacts, base: string): JsonObject {
  return {
    schemas: ["urn:ietf:params:scim:schemas:core:2.0:Schema"],
    ...{ id, name, description, attributes: attributes.map(attributeBody) },
    meta: { resourceType: "Schema", location: `${base}/Schemas/${id}` },
  };
}

function attributeBody(attribute: Attribute): JsonObject {
  const { parts, ...traits } = attribute;
  return parts.attributes.length === 0 ? traits : { ...traits, subAttributes: parts.attributes.map(attributeBody) };
}
