import type { Dialect } from "../dialect.ts";
import { isList, type JsonObject, parseJson } from "../json.ts";
import { type Kind, resourceTypes } from "../schema/resource-type.ts";
import type { Store } from "../state/store.ts";
import { projection } from "./projection.ts";
import type { Query } from "./query.ts";
import type { Renderer } from "./render.ts";
import { badRequest, ScimError } from "./scim-error.ts";
import type { Selector } from "./select.ts";

/** The schema that marks a listing. */
export const LIST_SCHEMA = "urn:ietf:params:scim:api:messages:2.0:ListResponse";

/** What a listing is made from. */
export interface ListingParts {
  readonly store: Store;
  readonly dialect: Dialect;
  readonly renderer: Renderer;
  readonly selector: Selector;
}

/** One page of the resources of the given kinds, RFC 7644 section 3.4.2 and RFC 9865. */
export function listPage(parts: ListingParts, among: readonly Kind[], query: Query): JsonObject {
  const { dialect } = parts;
  if (dialect.listing.synthetic && query.filter === null && among.includes("User")) return syntheticPage(dialect);
  const wish = {
    filter: query.filter,
    sortBy: dialect.sort ? query.sortBy : null,
    sortOrder: query.sortOrder,
    unknownAttribute: among.length > 1 ? ("no-match" as const) : dialect.filter.unknownAttribute,
  };
  const lists = among.map((kind) => ({ kind, ids: parts.selector.ids(kind, wish) }));
  const totalResults = lists.reduce((sum, { ids }) => sum + ids.length, 0);
  const isCursor = query.cursor !== null && dialect.page.cursor;
  const count = countOf(query, dialect);
  const start = startOf(query, dialect);
  const end = Math.min(start + count, totalResults);
  const resources: JsonObject[] = [];
  let passed = 0;
  for (const { kind, ids } of lists) {
    const shown = projection(resourceTypes[kind], query.attributes, query.excludedAttributes);
    for (let at = Math.max(0, start - passed); at < ids.length && passed + at < end; at += 1) {
      const entry = parts.store.get(kind, ids[at] ?? "");
      if (entry !== undefined) resources.push(parts.renderer.resource(entry, shown));
    }
    passed += ids.length;
  }
  return {
    schemas: [LIST_SCHEMA],
    totalResults,
    ...(isCursor ? {} : { startIndex: start + 1 }),
    itemsPerPage: totalResults === 0 ? (dialect.listing.emptyItemsPerPage ?? 0) : resources.length,
    ...(isCursor && end < totalResults && count > 0 ? { nextCursor: toCursor(end, query) } : {}),
    [dialect.listing.key]: resources,
  };
}

/** One made-up account, which is all that some services list when no filter says whom. */
function syntheticPage(dialect: Dialect): JsonObject {
  const made = { schemas: [resourceTypes.User.urn], id: "synthetic", userName: "synthetic", active: true };
  const page = { totalResults: 1, startIndex: 1, itemsPerPage: 1, [dialect.listing.key]: [made] };
  return { schemas: [LIST_SCHEMA], ...page };
}

function countOf(query: Query, { page, listing }: Dialect): number {
  if (listing.index === "one-page") return page.max;
  const max = query.cursor === null ? (listing.maxWithoutCursor ?? page.max) : page.max;
  return Math.min(query.count ?? page.default, max);
}

function startOf(query: Query, dialect: Dialect): number {
  const { index } = dialect.listing;
  if (query.cursor === null || !dialect.page.cursor) {
    if (index === "first-only" && query.startIndex !== 1) throw new ScimError(501, "Pagination is not supported");
    return index === "works" ? query.startIndex - 1 : 0;
  }
  if (query.cursor === "") return 0;
  const decoded = parseJson(Buffer.from(query.cursor, "base64url").toString("utf8"));
  const [offset, about] = isList(decoded) ? decoded : [];
  if (typeof offset === "number" && Number.isSafeInteger(offset) && offset >= 0 && about === fingerprint(query))
    return offset;
  throw badRequest("invalidCursor", "the cursor does not belong to this listing: start again without it");
}

function toCursor(offset: number, query: Query): string {
  return Buffer.from(JSON.stringify([offset, fingerprint(query)])).toString("base64url");
}

/** A cursor is good only for the listing that it came from: RFC 9865 section 2.1. */
function fingerprint(query: Query): string {
  return JSON.stringify([query.filter, query.count, query.sortBy, query.sortOrder]);
}
