import { randomUUID } from "node:crypto";
import { isList, isObject, type Json, type JsonObject } from "../json.ts";
import type { Reply, ScimRequest } from "../protocol/reply.ts";
import type { ReadMishap } from "./faults.ts";
import type { Respond } from "./misbehave.ts";

/** Answers a read with something untrue; what is no listing (or, for members, no group) is answered as it is. */
export function misreport(mishap: ReadMishap, request: ScimRequest, respond: Respond): Reply {
  switch (mishap.kind) {
    case "page-cut":
      return listing(respond(request, false), (body, resources) => page(body, resources.slice(0, mishap.keep ?? 0)));
    case "total-off":
      return listing(respond(request, false), (body) => ({ ...body, totalResults: total(body) + mishap.by }));
    case "page-repeated":
      return listing(respond(firstPage(request), false), (body) => ({ ...body, startIndex: startOf(request) }));
    case "duplicate-in-page":
      return listing(respond(request, false), (body, resources) =>
        page(body, [...resources.slice(0, -1), ...resources.slice(0, 1)]),
      );
    case "endless-pages":
      return listing(respond(firstPage(request), false), (body, resources) => endless(body, resources, request));
    case "filter-blind":
      if (!new URLSearchParams(request.query).has("filter")) return respond(request, false);
      return listing(respond(request, false), (body) => ({ ...page(body, []), totalResults: 0 }));
    case "members-cut":
      return cutMembers(respond(request, false), mishap.keep);
  }
}

function listing(reply: Reply, change: (body: JsonObject, resources: readonly Json[]) => JsonObject): Reply {
  if (!isObject(reply.body)) return reply;
  const resources = reply.body["Resources"];
  return isList(resources) ? { ...reply, body: change(reply.body, resources) } : reply;
}

function page(body: JsonObject, resources: readonly Json[]): JsonObject {
  return { ...body, itemsPerPage: resources.length, Resources: resources };
}

function total(body: JsonObject): number {
  const value = body["totalResults"];
  return typeof value === "number" ? value : 0;
}

function firstPage(request: ScimRequest): ScimRequest {
  const parameters = new URLSearchParams(request.query);
  parameters.delete("startIndex");
  if (parameters.has("cursor")) parameters.set("cursor", "");
  return { ...request, query: parameters.toString() };
}

function startOf(request: ScimRequest): number {
  return Math.max(1, Number(new URLSearchParams(request.query).get("startIndex") ?? "1") || 1);
}

function endless(body: JsonObject, resources: readonly Json[], request: ScimRequest): JsonObject {
  const lap = randomUUID().slice(0, 8);
  const fresh = resources.map((resource) => (isObject(resource) ? renamed(resource, lap) : resource));
  const isCursor = new URLSearchParams(request.query).has("cursor");
  return {
    ...page(body, fresh),
    totalResults: startOf(request) + 10 * Math.max(1, fresh.length),
    ...(isCursor ? { nextCursor: lap } : { startIndex: startOf(request) }),
  };
}

function renamed(resource: JsonObject, lap: string): JsonObject {
  const copy: Record<string, Json> = { ...resource };
  for (const name of ["id", "userName", "displayName", "externalId"]) {
    if (typeof copy[name] === "string") copy[name] = `${copy[name]}-${lap}`;
  }
  return copy;
}

function cutMembers(reply: Reply, keep: number): Reply {
  const cut = (resource: Json): Json => {
    const members = isObject(resource) ? resource["members"] : undefined;
    return isObject(resource) && isList(members) ? { ...resource, members: members.slice(0, keep) } : resource;
  };
  const listed = listing(reply, (body, resources) => ({ ...body, Resources: resources.map(cut) }));
  return listed.body === null ? listed : { ...listed, body: cut(listed.body) };
}
