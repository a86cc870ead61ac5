import { type Kind, resourceTypes } from "../schema/resource-type.ts";
import type { Entry } from "../state/entry.ts";
import type { Proposal } from "./change.ts";
import { notModified, requireMatch } from "./conditional.ts";
import { listPage } from "./listing.ts";
import { projection } from "./projection.ts";
import { queryOf, queryOfSearch } from "./query.ts";
import { type Reply, reply } from "./reply.ts";
import { ScimError } from "./scim-error.ts";
import { type Call, readBody, type Service } from "./service.ts";

/** GET of the listing. */
export function list(service: Service, kind: Kind, call: Call): Reply {
  return reply(200, listPage(service, [kind], queryOf(new URLSearchParams(call.request.query))));
}

/** POST to .search, below one kind or below the base for all. */
export function search(service: Service, among: readonly Kind[], call: Call): Reply {
  return reply(200, listPage(service, among, queryOfSearch(readBody(call.request))));
}

/** POST of a new resource. */
export function create(service: Service, kind: Kind, call: Call): Reply {
  const proposal = service.changes.create(kind, service.newId(), readBody(call.request));
  const entry = service.commit(proposal, call);
  return entry === null ? reply(204) : shown(service, entry, { call, status: 201 });
}

/** GET of one resource. */
export function read(service: Service, entry: Entry, call: Call): Reply {
  return notModified(call.request, service.renderer.etag(entry)) ?? shown(service, entry, { call, status: 200 });
}

/** PUT of one resource. */
export function replace(service: Service, entry: Entry, call: Call): Reply {
  requireMatch(call.request.headers["if-match"], service.renderer.etag(entry));
  const after = commitAny(service, entry, { call, proposal: service.changes.replace(entry, readBody(call.request)) });
  if (after === null) return reply(204);
  return shown(service, after, { call, status: 200 });
}

/** PATCH of one resource. */
export function patch(service: Service, entry: Entry, call: Call): Reply {
  requireMatch(call.request.headers["if-match"], service.renderer.etag(entry));
  const after = commitAny(service, entry, { call, proposal: service.changes.patch(entry, readBody(call.request)) });
  if (after === null) return reply(204);
  if (service.dialect.patch.respondsWithBody) return shown(service, after, { call, status: 200 });
  return reply(204, null, etagHeader(service, after));
}

/** DELETE of one resource. */
export function remove(service: Service, entry: Entry, call: Call): Reply {
  requireMatch(call.request.headers["if-match"], service.renderer.etag(entry));
  commitAny(service, entry, { call, proposal: service.changes.remove(entry) });
  return reply(204);
}

/** The resource that a path names; throws a ScimError 404. */
export function find(service: Service, kind: Kind, id: string): Entry {
  const entry = service.store.get(kind, id);
  if (entry === undefined) throw new ScimError(404, `there is no ${kind} ${id}`);
  return entry;
}

function commitAny(
  service: Service,
  entry: Entry,
  { call, proposal }: { readonly call: Call; readonly proposal: Proposal | null },
): Entry | null {
  return proposal === null ? entry : service.commit(proposal, call);
}

function shown(
  service: Service,
  entry: Entry,
  { call, status }: { readonly call: Call; readonly status: number },
): Reply {
  const query = queryOf(new URLSearchParams(call.request.query));
  const chosen = projection(resourceTypes[entry.kind], query.attributes, query.excludedAttributes);
  return reply(status, service.renderer.resource(entry, chosen), {
    location: service.renderer.location(entry.kind, entry.id),
    ...etagHeader(service, entry),
  });
}

function etagHeader(service: Service, entry: Entry): Record<string, string> {
  const etag = service.renderer.etag(entry);
  return etag === null ? {} : { etag };
}
