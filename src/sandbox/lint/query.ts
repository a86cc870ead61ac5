import type { Dialect } from "../dialect.ts";
import { compileFilter } from "../filter/evaluate.ts";
import { outsideOf } from "../filter/outside.ts";
import { parseFilter } from "../filter/parse.ts";
import { ScimError } from "../protocol/scim-error.ts";
import { type Kind, type ResourceType, resolvePath, resourceTypes } from "../schema/resource-type.ts";
import type { Remark } from "./finding.ts";

/** What there is to say of a query; `get` reads a parameter of an address or of a search's body. */
export type Parameters = (name: string) => string | null;

/** What there is to say of the query of a listing of one kind. */
export function* lintListing(get: Parameters, kind: Kind, dialect: Dialect): Generator<Remark> {
  const text = get("filter");
  if (text !== null) yield* lintFilter(text, resourceTypes[kind], dialect);
  yield* lintPaging(get, dialect);
  if (get("sortBy") !== null && !dialect.sort) yield { rule: "dialect-sort", message: "sortBy, and nothing is sorted" };
}

/** What there is to say of `attributes` and `excludedAttributes`. */
export function* lintProjection(get: Parameters, kind: Kind): Generator<Remark> {
  const named = ["attributes", "excludedAttributes"].flatMap((name) => (get(name) ?? "").split(","));
  for (const name of named.map((each) => each.trim()).filter((each) => each !== "")) {
    const steps = resolvePath(resourceTypes[kind], name);
    if (steps === undefined) yield { rule: "query-attributes", message: `${kind} has no attribute ${name}` };
    if (steps?.at(-1)?.returned === "never") {
      yield { rule: "request-secret-in-url", message: `${name} is asked for, which is never returned` };
    }
  }
  if (get("attributes") !== null && get("excludedAttributes") !== null) {
    yield { rule: "query-attributes-both", message: "attributes and excludedAttributes together" };
  }
}

/** What there is to say of an address as such. */
export function* lintAddress(parameters: URLSearchParams): Generator<Remark> {
  for (const name of parameters.keys()) {
    if (!/^(?:access_?token|token|api_?key|password|secret|authorization)$/i.test(name)) continue;
    yield { rule: "request-secret-in-url", message: `the address has a parameter ${name}` };
  }
  if (/(?:^|[\s([])password\s+\w/i.test(parameters.get("filter") ?? "")) {
    yield { rule: "request-secret-in-url", message: "a filter compares passwords" };
  }
}

function* lintFilter(text: string, type: ResourceType, dialect: Dialect): Generator<Remark> {
  try {
    const filter = parseFilter(text, DEEPEST);
    const outside = outsideOf(dialect.filter, type, { filter, text });
    if (outside !== null) yield { rule: "dialect-filter", message: outside };
    const { unknownAttribute } = dialect.filter;
    if (outside === null) compileFilter(filter, { resolve: (path) => resolvePath(type, path), unknownAttribute });
  } catch (error) {
    if (!(error instanceof ScimError)) throw error;
    const isSyntax = /^(?:expected|cannot read|longer|nested)/.test(error.message);
    yield { rule: isSyntax ? "filter-syntax" : "filter-attribute", message: error.message };
  }
}

const DEEPEST = 50;

function* lintPaging(get: Parameters, { page, listing }: Dialect): Generator<Remark> {
  const startIndex = yield* integer(get, "startIndex");
  const count = yield* integer(get, "count");
  const cursor = get("cursor");
  if (startIndex !== null && startIndex < 1) {
    yield { rule: "query-start-index", message: `startIndex is ${startIndex}` };
  }
  if (count !== null && count < 0) yield { rule: "query-count", message: `count is ${count}` };
  if (count !== null && count > page.max) {
    yield { rule: "dialect-count", message: `count is ${count}, and a page has at most ${page.max}` };
  }
  if (cursor !== null && startIndex !== null) {
    yield { rule: "cursor-and-index", message: "cursor and startIndex together" };
  }
  if (cursor !== null && !page.cursor) yield { rule: "dialect-paging", message: "there are no cursors here" };
  if (startIndex !== null && startIndex > 1 && cursor === null && listing.index !== "works") {
    yield { rule: "dialect-paging", message: "startIndex beyond 1 leads nowhere here" };
  }
}

function* integer(get: Parameters, name: string): Generator<Remark, number | null> {
  const text = get(name);
  if (text === null) return null;
  if (/^-?\d{1,9}$/.test(text)) return Number(text);
  yield { rule: "query-integer", message: `${name} is no integer` };
  return null;
}
