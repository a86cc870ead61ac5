import type { Dialect } from "../dialect.ts";
import type { ScimRequest } from "../protocol/reply.ts";
import type { Remark } from "./finding.ts";

/** What there is to say of a request's headers and of its path. */
export function* lintHead(request: ScimRequest, dialect: Dialect): Generator<Remark> {
  yield* lintHeaders(request);
  yield* lintDemands(request, dialect);
  yield* lintPath(request, dialect);
}

function* lintHeaders({ method, headers, body }: ScimRequest): Generator<Remark> {
  if (headers["authorization"] === undefined) {
    yield { rule: "request-authorization", message: "there is no Authorization header" };
  }
  const accept = headers["accept"] ?? "";
  if (!/application\/(?:scim\+)?json|application\/\*|\*\/\*/i.test(accept)) {
    yield { rule: "request-accept", message: accept === "" ? "there is no Accept header" : `Accept is ${accept}` };
  }
  if (method === "GET" || method === "DELETE") {
    if (body !== "") yield { rule: "request-body-unexpected", message: `${method} with a body` };
    return;
  }
  const type = (headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  if (type === "application/json") {
    yield { rule: "request-content-type-json", message: "the body is sent as application/json" };
  } else if (type !== "application/scim+json") {
    yield { rule: "request-content-type", message: `the body is sent as ${type === "" ? "nothing" : type}` };
  }
}

function* lintDemands({ headers, method, path, body }: ScimRequest, dialect: Dialect): Generator<Remark> {
  const accept = (headers["accept"] ?? "").toLowerCase();
  const wanted = { any: "", json: "application/json", scim: "application/scim+json" }[dialect.request.accept];
  if (!accept.includes(wanted)) yield { rule: "dialect-accept", message: `Accept does not name ${wanted}` };
  if (dialect.request.userAgent && (headers["user-agent"] ?? "").trim() === "") {
    yield { rule: "dialect-user-agent", message: "there is no User-Agent header" };
  }
  if (headers["if-match"] !== undefined && dialect.etag === "none") {
    yield { rule: "request-if-match", message: "If-Match is sent to a service without versions" };
  }
  const { maxBytes } = dialect.members;
  const bytes = Buffer.byteLength(body);
  if (maxBytes !== null && method === "PATCH" && path.startsWith("/Groups/") && bytes > maxBytes) {
    yield { rule: "dialect-member-bytes", message: `a PATCH of a group with more than ${maxBytes} bytes` };
  }
}

function* lintPath({ method, path }: ScimRequest, dialect: Dialect): Generator<Remark> {
  if (path !== "/" && (path.endsWith("/") || path.includes("//"))) {
    yield { rule: "request-slash", message: "a path has a slash too many" };
  }
  const first = path.split("/").find((each) => each !== "") ?? "";
  if (!ENDPOINTS.has(first)) {
    const right = [...ENDPOINTS].find((each) => each.toLowerCase() === first.toLowerCase());
    const hint = right === undefined ? "" : `: it is /${right}`;
    yield { rule: "request-endpoint", message: `there is no endpoint /${first}${hint}` };
  }
  if (first === "Groups" && !dialect.writes.groups)
    yield { rule: "dialect-endpoint", message: "there are no /Groups here" };
  if (first === "Bulk" && !dialect.bulk.supported)
    yield { rule: "dialect-endpoint", message: "there is no /Bulk here" };
  if (method !== "PUT") return;
  if (!dialect.writes.put) yield { rule: "dialect-put", message: "there is no PUT here" };
  else if (first === "Groups" && !dialect.members.replaceAllowed) {
    yield { rule: "dialect-put", message: "there is no PUT of a group here" };
  } else if (dialect.writes.changeable === null) {
    yield { rule: "put-not-patch", message: `PUT of /${first} where PATCH would do` };
  }
}

const ENDPOINTS: ReadonlySet<string> = new Set([
  ...["Users", "Groups", "Bulk", ".search", "Me", "Schemas", "ResourceTypes"],
  ...["ServiceProviderConfig", "ServiceProviderConfigs"],
]);
