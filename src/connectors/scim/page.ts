import { RollcallError } from "../../model/error.ts";
import type { Answer } from "./answer.ts";
import type { ScimClient } from "./client.ts";
import { field, isList, isObject, type JsonObject, numberField, textField } from "./json.ts";

/** One page of a listing (RFC 7644 section 3.4.2), as far as it makes sense. */
export interface Page {
  readonly resources: readonly JsonObject[];
  readonly total: number | null;
  readonly startIndex: number | null;
  readonly itemsPerPage: number | null;
  /** null: this page is the last (RFC 9865). */
  readonly nextCursor: string | null;
}

/** What a listing asks for, on every page alike. */
export interface ListWish {
  readonly path: "/Users" | "/Groups";
  readonly query: Readonly<Record<string, string>>;
  /** Asked for to save bytes; a server that refuses that is asked for everything. */
  readonly attributes?: readonly string[];
}

/** Parameters of one page. */
export type PageQuery = Readonly<Record<string, string | number>>;

/** A cursor that the application knows no more; the listing has to start again. */
export class LostCursor extends Error {
  override readonly name = "LostCursor";
}

/** The application takes no `attributes`, although its profile says so. */
export class RefusedAttributes extends Error {
  override readonly name = "RefusedAttributes";
}

/** Fetches one page; throws RollcallError `application-refused` or `application-unreachable` for anything that is no listing. */
export async function fetchPage(
  client: ScimClient,
  what: { readonly wish: ListWish; readonly query: PageQuery },
  signal: AbortSignal,
): Promise<Page | "too-large"> {
  const { attributes } = what.wish;
  const projection = attributes === undefined ? {} : { attributes: attributes.join(",") };
  const parameters = Object.entries({ ...what.wish.query, ...projection, ...what.query });
  const query = parameters.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&");
  const path = query === "" ? what.wish.path : `${what.wish.path}?${query}`;
  const answer = await client.call({ method: "GET", path }, signal);
  if (answer.kind === "unclear" && answer.failure === "too-large") return "too-large";
  if (answer.kind === "rejected" && answer.status === 400 && "cursor" in what.query && what.query["cursor"] !== "") {
    throw new LostCursor(answer.reason);
  }
  if (answer.kind === "rejected" && answer.status === 400 && attributes !== undefined) {
    throw new RefusedAttributes(answer.reason);
  }
  return readPage(client.application, bodyOf(client.application, answer, what.wish.path));
}

/** The body of a read that has to work. */
export function bodyOf(application: string, answer: Answer, path: string): JsonObject {
  if (answer.kind === "ok" && answer.body !== null) return answer.body;
  const reason = answer.kind === "ok" ? "answered with nothing" : answer.reason;
  const isRefused = answer.kind === "rejected" && (answer.status === 401 || answer.status === 403);
  const code = isRefused ? "application-refused" : "application-unreachable";
  if (answer.kind !== "ok" && answer.beforehand === true) throw new RollcallError(code, `${application} ${reason}`);
  const hint = isRefused ? ": check the token and what it may do" : "";
  throw new RollcallError(code, `${application} ${reason} to GET ${path}${hint}`);
}

function readPage(application: string, body: JsonObject): Page {
  const resources = field(body, "Resources");
  const total = numberField(body, "totalResults");
  const isListing = isList(resources) ? resources.every(isObject) : total !== null;
  if (!isListing)
    throw new RollcallError("application-unreachable", `${application} answered with JSON that is no listing`);
  return {
    resources: isList(resources) ? resources.filter(isObject) : [],
    total,
    startIndex: numberField(body, "startIndex"),
    itemsPerPage: numberField(body, "itemsPerPage"),
    nextCursor: cursorField(body),
  };
}

/** An empty one is not none. */
function cursorField(body: JsonObject): string | null {
  return field(body, "nextCursor") === "" ? "" : textField(body, "nextCursor");
}
