import { type Answer, readAnswer } from "./answer.ts";
import type { ScimRequest } from "./client.ts";
import { field, isObject, type JsonObject, objectsField, textField } from "./json.ts";

/** One operation of a bulk request (RFC 7644 section 3.7), known by its place. */
function bulkOperation({ method, path, ifMatch, body }: ScimRequest, place: number): JsonObject {
  return {
    ...{ method, path, bulkId: idOf(place) },
    ...(typeof ifMatch === "string" ? { version: ifMatch } : {}),
    ...(body === undefined ? {} : { data: body }),
  };
}

/** The whole; without failOnErrors one that is refused stops no other. */
export function bulkBody(requests: readonly ScimRequest[]): JsonObject {
  return { schemas: ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"], Operations: requests.map(bulkOperation) };
}

/** Bytes of an operation within the whole. */
export function bytesOf(request: ScimRequest): number {
  return Buffer.byteLength(JSON.stringify(bulkOperation(request, 0))) + spare;
}

/** A longer bulkId, a comma, and a share of what goes around. */
const spare = 16;

/** What each request alone would have been answered, read off the answer to all of them; what is not told is unclear. */
export function readBulk(requests: readonly ScimRequest[], whole: Answer & { readonly kind: "ok" }): readonly Answer[] {
  // Taken in to be done later (RFC 9967): as with one request, reading back tells.
  if (whole.status === 202) return requests.map(() => ({ ...whole, body: null }));
  const results = whole.body === null ? [] : objectsField(whole.body, "Operations");
  return requests.map((request, place) => {
    const own = results.filter((result) => isAbout(result, request, place));
    const [result] = own;
    return result !== undefined && own.length === 1 ? alone(result, request, whole) : untold(whole);
  });
}

/** By its bulkId; a service may give none back for what is no POST, and then says where the resource is. */
function isAbout(result: JsonObject, { method, path }: ScimRequest, place: number): boolean {
  const said = textField(result, "method")?.toUpperCase() ?? method;
  if (said !== method) return false;
  const id = textField(result, "bulkId");
  if (id !== null) return id === idOf(place);
  return method !== "POST" && (textField(result, "location")?.endsWith(path) ?? false);
}

function alone(result: JsonObject, { method }: ScimRequest, whole: Answer & { readonly kind: "ok" }): Answer {
  const status = statusOf(result);
  if (status === null) return untold(whole);
  const version = textField(result, "version");
  const headers = {
    "content-type": "application/scim+json",
    ...(version === null ? {} : { etag: version }),
    ...(whole.reference === null ? {} : { "x-request-id": whole.reference }),
  };
  const response = field(result, "response");
  const body = { ...(method === "POST" && status < 300 ? made(result) : {}), ...(isObject(response) ? response : {}) };
  const text = Object.keys(body).length === 0 ? "" : JSON.stringify(body);
  return readAnswer({ status, headers, body: text }, whole.attempts);
}

/** The id of a resource that was made is the end of where it is. */
function made(result: JsonObject): JsonObject {
  const end = textField(result, "location")?.split("/").at(-1) ?? "";
  return /^[\w.~%-]+$/.test(end) ? { id: decoded(end) } : {};
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** As text (RFC 7644), as a number, or as `{ code }` (SCIM 1.1, and scimgateway). */
function statusOf(result: JsonObject): number | null {
  const status = field(result, "status");
  const text = isObject(status) ? textField(status, "code") : textField(result, "status");
  return text !== null && /^[2-5]\d\d$/.test(text) ? Number(text) : null;
}

/** The request was made, and whether it had an effect is not known. */
function untold({ reference, attempts }: Answer): Answer {
  const reason = "answered a bulk request and left an operation out";
  return { kind: "unclear", reason, lasting: false, sent: true, failure: null, reference, attempts };
}

function idOf(place: number): string {
  return `op${place + 1}`;
}
