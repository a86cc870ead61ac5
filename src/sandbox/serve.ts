import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { administer } from "./admin.ts";
import type { Application } from "./application.ts";
import { type Delivery, toAnswer } from "./delivery.ts";
import { deliver, readText } from "./http.ts";
import { errorReply, type ScimRequest } from "./protocol/reply.ts";
import { ScimError } from "./protocol/scim-error.ts";

/** Where requests go. */
export interface Destinations {
  readonly applications: ReadonlyMap<string, Application>;
  /** null: there is no `/_sandbox`. */
  readonly adminToken: string | null;
}

/** Reads a request, finds whom it is for, and delivers the answer. Rejects when the client goes away while it is read. */
export async function serve(
  incoming: IncomingMessage,
  response: ServerResponse,
  destinations: Destinations,
): Promise<void> {
  const given = incoming.headers["x-request-id"];
  const id = typeof given === "string" && /^[\w.-]{1,100}$/.test(given) ? given : randomUUID();
  const body = await readText(incoming);
  const [path = "", query = ""] = cut(incoming.url ?? "", "?");
  const [name = "", below = ""] = cut(path.slice(1), "/");
  if (body === null) {
    deliver(response, toAnswer(errorReply(new ScimError(413, "the body is too large"))), id);
    return;
  }
  const request: ScimRequest = {
    method: incoming.method ?? "",
    path: `/${below}`,
    query,
    headers: plain(incoming),
    body,
    id,
  };
  if (name === "_sandbox" && destinations.adminToken !== null) {
    deliver(response, administerKnown(request, destinations, destinations.adminToken), id);
    return;
  }
  const application = destinations.applications.get(name);
  const inside = /^scim\/v2(\/.*)?$/.exec(below);
  if (application === undefined || inside === null) {
    deliver(response, toAnswer(errorReply(new ScimError(404, `there is no application at ${path}`))), id);
    return;
  }
  const delivery = application.answer({ ...request, path: inside[1] ?? "/" });
  if (delivery.kind === "answer") application.counter.answered(delivery.status, Buffer.byteLength(delivery.payload));
  if (application.dialect.latency > 0) await pause(application.dialect.latency);
  deliver(response, delivery, id);
}

function administerKnown(request: ScimRequest, destinations: Destinations, token: string): Delivery {
  if (request.headers["authorization"] !== `Bearer ${token}`) {
    return toAnswer(
      errorReply(new ScimError(401, "the admin token is missing or wrong"), { "www-authenticate": "Bearer" }),
    );
  }
  return toAnswer(administer(destinations.applications, request));
}

function cut(text: string, separator: string): readonly [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}

function plain(incoming: IncomingMessage): ScimRequest["headers"] {
  const headers: Record<string, string | undefined> = {};
  for (const name of ["authorization", "accept", "content-type", "if-match", "if-none-match", "user-agent"] as const) {
    headers[name] = incoming.headers[name];
  }
  return headers;
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}
