import type { Delivery } from "./delivery.ts";
import type { Dialect } from "./dialect.ts";
import { isList, isObject, type JsonObject, parseJson, pick } from "./json.ts";
import { bulkOperations, lintBulk } from "./lint/bulk.ts";
import { type Finding, Findings, type Remark } from "./lint/finding.ts";
import { lintHead } from "./lint/head.ts";
import { type Answered, History } from "./lint/history.ts";
import { lintPatch, typeAt } from "./lint/patch.ts";
import { lintAddress, lintListing, lintProjection, type Parameters } from "./lint/query.ts";
import { lintMessage, lintResource } from "./lint/resource.ts";
import type { ScimRequest } from "./protocol/reply.ts";

/** Checks what a client sends to one application against RFC 7643, 7644 and 9865 and the application's dialect. */
export class Linter {
  readonly #dialect: Dialect;
  readonly #findings: Findings;
  readonly #history: History;

  /** `tell` hears of each finding once, when it is first made. */
  constructor(dialect: Dialect, tell: (finding: Finding) => void) {
    this.#dialect = dialect;
    this.#findings = new Findings(tell);
    this.#history = new History(dialect);
  }

  /** Takes in a request and how it was answered, at `now` in milliseconds. */
  see(request: ScimRequest, delivery: Delivery, now: number): void {
    for (const remark of this.#lint(request)) this.#findings.add(remark, request);
    for (const remark of this.#history.see(request, answeredBy(request, delivery), now))
      this.#findings.add(remark, request);
  }

  list(): readonly Finding[] {
    return this.#findings.list();
  }

  clear(): void {
    this.#findings.clear();
    this.#history.clear();
  }

  *#lint(request: ScimRequest): Generator<Remark> {
    yield* lintHead(request, this.#dialect);
    const parameters = new URLSearchParams(request.query);
    yield* lintAddress(parameters);
    const type = typeAt(request.path);
    if (type !== null) {
      const get: Parameters = (name) => parameters.get(name);
      yield* lintProjection(get, type.kind);
      const isListing = request.method === "GET" && request.path === type.endpoint;
      if (isListing) yield* lintListing(get, type.kind, this.#dialect);
    }
    if (request.method === "GET" || request.method === "DELETE") return;
    const body = parseJson(request.body);
    const bytes = Buffer.byteLength(request.body);
    if (isObject(body) && request.path === "/Bulk") yield* lintBulk(body, { dialect: this.#dialect, bytes });
    if (isObject(body)) yield* this.#lintBody(request, body);
    else yield { rule: "body-json", message: "the body is no JSON object" };
  }

  *#lintBody({ method, path }: Pick<ScimRequest, "method" | "path">, body: JsonObject): Generator<Remark> {
    if (path === "/Bulk") yield* this.#lintBulk(body);
    else if (path.endsWith("/.search")) yield* this.#lintSearch(path, body);
    const type = typeAt(path);
    if (type === null || path.endsWith("/.search")) return;
    if (method === "PATCH") yield* lintPatch(type, body, this.#dialect);
    else yield* lintResource(type, body, { method, dialect: this.#dialect });
  }

  *#lintSearch(path: string, body: JsonObject): Generator<Remark> {
    yield* lintMessage("urn:ietf:params:scim:api:messages:2.0:SearchRequest", body);
    const type = typeAt(path);
    if (type === null) return;
    const get: Parameters = (name) => {
      const value = pick(body, name) ?? null;
      if (isList(value)) return value.filter((each) => typeof each === "string").join(",");
      return typeof value === "string" || typeof value === "number" ? String(value) : null;
    };
    yield* lintListing(get, type.kind, this.#dialect);
    yield* lintProjection(get, type.kind);
  }

  *#lintBulk(body: JsonObject): Generator<Remark> {
    yield* lintMessage("urn:ietf:params:scim:api:messages:2.0:BulkRequest", body);
    for (const operation of bulkOperations(body)) {
      const { method, path, data } = operation;
      if (typeof method !== "string" || typeof path !== "string" || method === "DELETE") continue;
      if (isObject(data)) yield* this.#lintBody({ method, path }, data);
      else yield { rule: "body-json", message: `a bulk operation ${method} has no data` };
    }
  }
}

function answeredBy({ path }: ScimRequest, delivery: Delivery): Answered {
  if (delivery.kind !== "answer") return { status: null, headers: {}, text: "" };
  const { status, headers, payload } = delivery;
  // Only what was refused, or made together, is read again: a page of a listing may be large.
  return { status, headers, text: status >= 400 || path === "/Bulk" ? payload.toString() : "" };
}
