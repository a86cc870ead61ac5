import { isList, isObject, type Json, type JsonObject, pick } from "../json.ts";
import { badRequest } from "./scim-error.ts";

/** What a listing request asks for, from a query string or from the body of a search. */
export interface Query {
  readonly filter: string | null;
  /** 1 or more. */
  readonly startIndex: number;
  /** 0 or more; null when the client leaves it to the service. */
  readonly count: number | null;
  /** RFC 9865: null without cursor paging, empty for the first page. */
  readonly cursor: string | null;
  readonly sortBy: string | null;
  readonly sortOrder: "ascending" | "descending";
  readonly attributes: readonly string[];
  readonly excludedAttributes: readonly string[];
}

/** The schema that marks the body of a search. */
const SEARCH_SCHEMA = "urn:ietf:params:scim:api:messages:2.0:SearchRequest";

/** Reads a query string. */
export function queryOf(parameters: URLSearchParams): Query {
  const given: Record<string, Json> = {};
  for (const [name, value] of parameters) given[name] = value;
  return read((name) => pick(given, name));
}

/** Reads the body of a search, RFC 7644 section 3.4.3. */
export function queryOfSearch(body: Json | undefined): Query {
  const schemas = isObject(body) ? pick(body, "schemas") : undefined;
  if (!isObject(body) || !isList(schemas) || !schemas.includes(SEARCH_SCHEMA)) {
    throw badRequest("invalidSyntax", `schemas must contain ${SEARCH_SCHEMA}`);
  }
  const given: JsonObject = body;
  return read((name) => pick(given, name));
}

function read(get: (name: string) => Json | undefined): Query {
  const filter = text(get, "filter");
  const cursor = text(get, "cursor");
  const sortBy = text(get, "sortBy");
  const sortOrder = (text(get, "sortOrder") ?? "ascending").toLowerCase();
  if (sortOrder !== "ascending" && sortOrder !== "descending") {
    throw badRequest("invalidValue", "sortOrder must be ascending or descending");
  }
  const count = integer(get, "count");
  const attributes = names(get, "attributes");
  const excludedAttributes = names(get, "excludedAttributes");
  return {
    ...{ filter, cursor, sortBy, sortOrder, attributes, excludedAttributes },
    startIndex: Math.max(1, integer(get, "startIndex") ?? 1),
    count: count === null ? null : Math.max(0, count),
  };
}

function text(get: (name: string) => Json | undefined, name: string): string | null {
  const value = get(name) ?? null;
  if (value === null || typeof value === "string") return value;
  throw badRequest("invalidValue", `${name} must be text`);
}

function integer(get: (name: string) => Json | undefined, name: string): number | null {
  const value = get(name) ?? null;
  if (value === null) return null;
  const number = typeof value === "string" && /^-?\d{1,9}$/.test(value) ? Number(value) : value;
  if (typeof number === "number" && Number.isSafeInteger(number)) return number;
  throw badRequest("invalidValue", `${name} must be an integer`);
}

function names(get: (name: string) => Json | undefined, name: string): readonly string[] {
  const value = get(name) ?? [];
  const list = typeof value === "string" ? value.split(",") : value;
  if (isList(list) && list.every((each) => typeof each === "string")) {
    return list.map((each) => each.trim()).filter((each) => each !== "");
  }
  throw badRequest("invalidValue", `${name} must be a list of attribute names`);
}
