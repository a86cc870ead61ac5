import { ok, type Reply, refusal } from "./scim-reply.ts";
import type { Arrival } from "./scim-server.ts";
import { isMembers, type Json, type Members } from "./scim-user.ts";

/** The operations of a bulk request, each as if it had come alone. */
export function bulkArrivals(arrival: Arrival): readonly (Arrival & { readonly bulkId: string })[] {
  const body: Json = arrival.body === null ? null : JSON.parse(arrival.body);
  const operations = isMembers(body) ? body["Operations"] : null;
  if (!Array.isArray(operations)) return [];
  return operations.filter(isMembers).map((operation: Members) => ({
    ...arrival,
    method: String(operation["method"]),
    path: `/scim/v2${operation["path"]}`,
    body: operation["data"] === undefined ? null : JSON.stringify(operation["data"]),
    ifMatch: typeof operation["version"] === "string" ? operation["version"] : null,
    bulkId: String(operation["bulkId"]),
  }));
}

/** Does every operation, one after the other, whatever became of the others (RFC 7644 section 3.7). */
export function handleBulk(arrival: Arrival, handle: (one: Arrival) => Reply): Reply {
  return bulkReply(bulkArrivals(arrival).map((one) => ({ one, reply: handle(one) })));
}

/** Only every second operation is done; the others are answered with 503, or with nothing at all. */
export function handleSome(arrival: Arrival, handle: (one: Arrival) => Reply, isSilent: boolean): Reply {
  const all = bulkArrivals(arrival).map((one, at) => ({ one, reply: at % 2 === 0 ? refusal(503) : handle(one), at }));
  return bulkReply(isSilent ? all.filter(({ at }) => at % 2 === 1) : all);
}

function bulkReply(
  done: readonly { readonly one: Arrival & { readonly bulkId: string }; readonly reply: Reply }[],
): Reply {
  const operations = done.map(({ one, reply }): Members => {
    const id = one.method === "POST" && reply.status < 300 ? `/Users/${JSON.parse(reply.body).id}` : "";
    const location = id === "" ? {} : { location: `https://here${id}` };
    const response = reply.status >= 400 ? { response: JSON.parse(reply.body) } : {};
    return { method: one.method, bulkId: one.bulkId, status: String(reply.status), ...location, ...response };
  });
  return ok({ schemas: ["urn:ietf:params:scim:api:messages:2.0:BulkResponse"], Operations: operations });
}
