import { isList, isObject, type Json, type JsonObject, pick } from "../json.ts";
import { MAX_BULK_BYTES } from "./discovery.ts";
import { errorReply, type Reply, reply } from "./reply.ts";
import { badRequest, ScimError } from "./scim-error.ts";
import { type Call, readBody, type Service } from "./service.ts";

const REQUEST_SCHEMA = "urn:ietf:params:scim:api:messages:2.0:BulkRequest";
const RESPONSE_SCHEMA = "urn:ietf:params:scim:api:messages:2.0:BulkResponse";

/** POST to /Bulk, RFC 7644 section 3.7: each operation is routed like a request of its own. */
export function bulk(service: Service, call: Call, route: (service: Service, call: Call) => Reply): Reply {
  if (call.request.body.length > MAX_BULK_BYTES) throw new ScimError(413, `more than ${MAX_BULK_BYTES} bytes`);
  const body = readBody(call.request);
  const schemas = pick(body, "schemas");
  if (!isList(schemas) || !schemas.includes(REQUEST_SCHEMA)) {
    throw badRequest("invalidSyntax", `schemas must contain ${REQUEST_SCHEMA}`);
  }
  const operations = readOperations(pick(body, "Operations"), service.dialect.bulk.maxOperations);
  const failOnErrors = pick(body, "failOnErrors") ?? null;
  const limit = typeof failOnErrors === "number" ? failOnErrors : Number.POSITIVE_INFINITY;
  const results = run(operations, limit, (operation, ids) => perform(operation, ids, { service, call, route }));
  return reply(200, { schemas: [RESPONSE_SCHEMA], Operations: results });
}

interface BulkOperation {
  readonly method: string;
  readonly path: string;
  readonly bulkId: string | null;
  readonly version: string | null;
  readonly data: Json;
  /** The bulkIds that it refers to. */
  readonly needs: ReadonlySet<string>;
}

interface Done {
  readonly result: JsonObject;
  readonly id: string | null;
  readonly isError: boolean;
}

/** Runs operations once those that they refer to have run; what waits for ever (a circle, an unknown bulkId) is a conflict. */
function run(
  operations: readonly BulkOperation[],
  limit: number,
  once: (operation: BulkOperation, ids: ReadonlyMap<string, string>) => Done,
): readonly JsonObject[] {
  const results: (JsonObject | undefined)[] = operations.map(() => undefined);
  const ids = new Map<string, string>();
  let waiting = operations.map((operation, index) => ({ operation, index }));
  let errors = 0;
  while (waiting.length > 0 && errors < limit) {
    const ready = waiting.filter(({ operation }) => [...operation.needs].every((need) => ids.has(need)));
    const isStuck = ready.length === 0;
    for (const { operation, index } of isStuck ? waiting : ready) {
      if (errors >= limit) break;
      const done = isStuck ? unresolved(operation) : once(operation, ids);
      results[index] = done.result;
      if (done.isError) errors += 1;
      if (operation.bulkId !== null && done.id !== null) ids.set(operation.bulkId, done.id);
    }
    waiting = isStuck ? [] : waiting.filter((each) => !ready.includes(each));
  }
  return results.filter((result) => result !== undefined);
}

function perform(
  operation: BulkOperation,
  ids: ReadonlyMap<string, string>,
  { service, call, route }: { service: Service; call: Call; route: (service: Service, call: Call) => Reply },
): Done {
  const path = withIds(operation.path, ids);
  const headers = { ...call.request.headers, "if-match": operation.version ?? undefined };
  const body = JSON.stringify(withIds(operation.data, ids));
  const answer = METHODS.has(operation.method)
    ? route(service, {
        isDry: call.isDry,
        request: { ...call.request, method: operation.method, path: String(path), query: "", headers, body },
      })
    : errorReply(badRequest("invalidSyntax", `${operation.method} is no bulk method`));
  return toDone(operation, answer);
}

function toDone(operation: BulkOperation, answer: Reply): Done {
  const isError = answer.status >= 400;
  const id = isObject(answer.body) ? answer.body["id"] : undefined;
  const { location, etag } = answer.headers;
  return {
    isError,
    id: typeof id === "string" && !isError ? id : null,
    result: {
      method: operation.method,
      ...(operation.bulkId === null ? {} : { bulkId: operation.bulkId }),
      ...(location === undefined ? {} : { location }),
      ...(etag === undefined ? {} : { version: etag }),
      status: String(answer.status),
      ...(isError ? { response: answer.body } : {}),
    },
  };
}

function unresolved(operation: BulkOperation): Done {
  return toDone(operation, errorReply(new ScimError(409, `cannot resolve ${[...operation.needs].join(", ")}`)));
}

function readOperations(json: Json | undefined, max: number): readonly BulkOperation[] {
  if (!isList(json)) throw badRequest("invalidSyntax", "Operations must be a list");
  if (json.length > max) throw new ScimError(413, `more than ${max} operations`);
  return json.map((each) => {
    const { method, path, bulkId, version, data } = isObject(each) ? each : {};
    if (typeof method !== "string" || typeof path !== "string" || !/^\/(Users|Groups)(\/[^/]+)?$/.test(path)) {
      throw badRequest("invalidSyntax", "an operation needs a method, and a path below /Users or /Groups");
    }
    const given = { method: method.toUpperCase(), path, data: data ?? null };
    const needs = new Set([...mentioned(path), ...mentioned(given.data)]);
    return {
      ...{ ...given, needs },
      bulkId: typeof bulkId === "string" ? bulkId : null,
      version: typeof version === "string" ? version : null,
    };
  });
}

const METHODS: ReadonlySet<string> = new Set(["POST", "PUT", "PATCH", "DELETE"]);
const REFERENCE = /bulkId:([\w-]+)/;

function mentioned(json: Json, depth = 0): readonly string[] {
  if (depth > MAX_DEPTH) throw badRequest("invalidSyntax", `the data is nested deeper than ${MAX_DEPTH}`);
  if (typeof json === "string") return REFERENCE.exec(json)?.slice(1) ?? [];
  if (isList(json)) return json.flatMap((each) => mentioned(each, depth + 1));
  return isObject(json) ? Object.values(json).flatMap((each) => mentioned(each, depth + 1)) : [];
}

function withIds(json: Json, ids: ReadonlyMap<string, string>): Json {
  if (typeof json === "string") return json.replace(REFERENCE, (text, bulkId: string) => ids.get(bulkId) ?? text);
  if (isList(json)) return json.map((each) => withIds(each, ids));
  if (!isObject(json)) return json;
  return Object.fromEntries(Object.entries(json).map(([name, value]) => [name, withIds(value, ids)]));
}

const MAX_DEPTH = 32;
