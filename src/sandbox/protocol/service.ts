import type { Dialect } from "../dialect.ts";
import { isObject, type JsonObject, parseJson } from "../json.ts";
import type { Entry } from "../state/entry.ts";
import type { Store } from "../state/store.ts";
import type { Changes, Proposal } from "./change.ts";
import type { Renderer } from "./render.ts";
import type { ScimRequest } from "./reply.ts";
import { badRequest, ScimError } from "./scim-error.ts";
import type { Selector } from "./select.ts";

/** What the handlers of requests work with. */
export interface Service {
  readonly base: string;
  readonly dialect: Dialect;
  readonly store: Store;
  readonly renderer: Renderer;
  readonly selector: Selector;
  readonly changes: Changes;
  /** An id that no resource has had. */
  newId(): string;
  /** Makes a proposal happen (or, when the request is dry, only pretends) and gives the resource that comes of it. */
  commit(proposal: Proposal, call: Call): Entry | null;
}

/** One request on its way through the handlers. */
export interface Call {
  readonly request: ScimRequest;
  /** Answer as if, and change nothing. */
  readonly isDry: boolean;
}

/** The body of a request as a JSON object; throws a ScimError 415 or invalidSyntax. */
export function readBody(request: ScimRequest): JsonObject {
  const type = (request.headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase();
  if (type !== "application/scim+json" && type !== "application/json") {
    throw new ScimError(415, "the body must be application/scim+json");
  }
  const body = parseJson(request.body);
  if (!isObject(body)) throw badRequest("invalidSyntax", "the body must be a JSON object");
  return body;
}
