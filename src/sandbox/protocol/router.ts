import { type Kind, kinds } from "../schema/resource-type.ts";
import { bulk } from "./bulk.ts";
import { resourceTypeList, schemas, serviceProviderConfig } from "./discovery.ts";
import { errorReply, type Reply, reply } from "./reply.ts";
import { create, find, list, patch, read, remove, replace, search } from "./resources.ts";
import { ScimError } from "./scim-error.ts";
import type { Call, Service } from "./service.ts";

/** Answers a SCIM request; every refusal becomes an error body. */
export function route(service: Service, call: Call): Reply {
  try {
    return routePath(service, call);
  } catch (error) {
    if (error instanceof ScimError) return errorReply(error);
    const detail = error instanceof Error ? error.message : String(error);
    return errorReply(new ScimError(500, `the sandbox is broken: ${detail}`));
  }
}

function routePath(service: Service, call: Call): Reply {
  const [first, second, ...more] = segments(call.request.path);
  if (more.length > 0) throw nowhere(call);
  if (`/${first}` === service.dialect.request.config && second === undefined) {
    return byMethod(call, { GET: () => reply(200, serviceProviderConfig(service.dialect, service.base)) });
  }
  switch (first) {
    case "Users":
      return routeResource(service, "User", { call, id: second });
    case "Groups":
      if (!service.dialect.writes.groups) throw nowhere(call);
      return routeResource(service, "Group", { call, id: second });
    case "Schemas":
      return byMethod(call, { GET: () => reply(200, schemas(service.dialect, service.base, second ?? null)) });
    case "ResourceTypes":
      return byMethod(call, { GET: () => reply(200, resourceTypeList(service.dialect, service.base, second ?? null)) });
    case "Bulk":
      if (second !== undefined || !service.dialect.bulk.supported) throw nowhere(call);
      return byMethod(call, { POST: () => bulk(service, call, route) });
    case ".search":
      if (second !== undefined) throw nowhere(call);
      return byMethod(call, { POST: () => search(service, kinds, call) });
    default:
      throw nowhere(call);
  }
}

function routeResource(
  service: Service,
  kind: Kind,
  { call, id }: { readonly call: Call; readonly id: string | undefined },
): Reply {
  if (id === undefined) {
    return byMethod(call, { GET: () => list(service, kind, call), POST: () => create(service, kind, call) });
  }
  if (id === ".search") return byMethod(call, { POST: () => search(service, [kind], call) });
  const withEntry = (handle: typeof read) => () => handle(service, find(service, kind, id), call);
  return byMethod(call, {
    GET: withEntry(read),
    ...(service.dialect.writes.put ? { PUT: withEntry(replace) } : {}),
    PATCH: withEntry(patch),
    DELETE: withEntry(remove),
  });
}

function byMethod(call: Call, handlers: Readonly<Record<string, () => Reply>>): Reply {
  const { method } = call.request;
  const handle = Object.hasOwn(handlers, method) ? handlers[method] : undefined;
  if (handle !== undefined) return handle();
  const allow = Object.keys(handlers).join(", ");
  return errorReply(new ScimError(405, `${method} is not offered here, but ${allow}`), { allow });
}

function segments(path: string): readonly string[] {
  const parts = path.split("/").slice(1);
  if (parts.at(-1) === "") parts.pop();
  try {
    return parts.map(decodeURIComponent);
  } catch {
    throw new ScimError(404, "the path is not well percent-encoded");
  }
}

function nowhere(call: Call): ScimError {
  return new ScimError(404, `there is nothing at ${call.request.path}`);
}
