import type { Departure } from "../pace.ts";
import type { ScimRequest } from "./client.ts";
import { isList, isObject, type Json, type JsonObject } from "./json.ts";

/** A request as limits look at it; `text` is its body as it will be sent. */
export function departureOf({ method, path, body }: ScimRequest, text: string | null): Departure {
  return {
    kind: method === "GET" ? "read" : "write",
    method,
    path,
    bytes: text === null ? 0 : Buffer.byteLength(text),
    members: body === undefined || !path.startsWith("/Groups") ? 0 : membersIn(body),
  };
}

/** Members of a whole group, or those that operations add or put in place of others (RFC 7644 section 3.5.2). */
function membersIn(body: JsonObject): number {
  const operations = body["Operations"];
  if (!isList(operations)) return countOf(body["members"]);
  return operations.reduce<number>((sum, operation) => {
    const isRemoval = isObject(operation) && /^remove$/i.test(String(operation["op"]));
    return isObject(operation) && !isRemoval ? sum + countOf(operation["value"]) : sum;
  }, 0);
}

function countOf(value: Json | undefined): number {
  if (isList(value)) return value.length;
  return isObject(value) ? countOf(value["members"]) : 0;
}
