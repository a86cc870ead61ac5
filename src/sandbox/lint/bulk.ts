import type { Dialect } from "../dialect.ts";
import { isList, isObject, type JsonObject, pick } from "../json.ts";
import { MAX_BULK_BYTES } from "../protocol/discovery.ts";
import type { Remark } from "./finding.ts";

/** What there is to say of a bulk request (RFC 7644 section 3.7) beside what each of its operations says. */
export function* lintBulk(
  body: JsonObject,
  { dialect, bytes }: { readonly dialect: Dialect; readonly bytes: number },
): Generator<Remark> {
  const { supported, maxOperations } = dialect.bulk;
  const failOnErrors = pick(body, "failOnErrors") ?? null;
  if (failOnErrors !== null && !(Number.isInteger(failOnErrors) && Number(failOnErrors) > 0))
    yield { rule: "bulk-fail-on-errors", message: "failOnErrors is no positive integer" };
  const operations = bulkOperations(body);
  if (operations.length === 0) yield { rule: "bulk-operations", message: "a bulk request without operations" };
  if (supported && operations.length > maxOperations)
    yield { rule: "dialect-bulk-operations", message: `a bulk request with more than ${maxOperations} operations` };
  if (bytes > MAX_BULK_BYTES)
    yield { rule: "dialect-bulk-bytes", message: `a bulk request with more than ${MAX_BULK_BYTES} bytes` };
  const ids = new Set<string>();
  const resources = new Set<string>();
  for (const operation of operations) {
    yield* lintOperation(operation, dialect);
    yield* lintTwice(operation, { ids, resources });
  }
}

/** The operations of a bulk request that are ones. */
export function bulkOperations(body: JsonObject): readonly JsonObject[] {
  const list = pick(body, "Operations");
  return isList(list) ? list.filter(isObject) : [];
}

function* lintOperation({ method, path, bulkId, version }: JsonObject, dialect: Dialect): Generator<Remark> {
  if (typeof method !== "string" || !["POST", "PUT", "PATCH", "DELETE"].includes(method)) {
    yield { rule: "bulk-method", message: "a bulk operation whose method is not POST, PUT, PATCH or DELETE" };
    return;
  }
  const right = method === "POST" ? /^\/(?:Users|Groups)$/ : /^\/(?:Users|Groups)\/[^/]+$/;
  if (typeof path !== "string" || !right.test(path))
    yield { rule: "bulk-path", message: `a bulk operation ${method} of what cannot be reached so` };
  if (method === "POST" && (typeof bulkId !== "string" || bulkId === ""))
    yield { rule: "bulk-id", message: "a POST in a bulk request has no bulkId" };
  if (version !== undefined && dialect.etag === "none")
    yield { rule: "request-if-match", message: "a version is sent to a service without versions" };
}

function* lintTwice(
  { method, path, bulkId }: JsonObject,
  seen: { readonly ids: Set<string>; readonly resources: Set<string> },
): Generator<Remark> {
  if (typeof bulkId === "string") {
    if (seen.ids.has(bulkId)) yield { rule: "bulk-id", message: "two bulk operations have one bulkId" };
    seen.ids.add(bulkId);
  }
  if (method === "POST" || typeof path !== "string") return;
  if (seen.resources.has(path)) yield { rule: "bulk-same-resource", message: "two bulk operations of one resource" };
  seen.resources.add(path);
}
