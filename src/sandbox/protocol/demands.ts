import type { Dialect } from "../dialect.ts";
import type { ScimRequest } from "./reply.ts";
import { badRequest, ScimError } from "./scim-error.ts";

/** Throws the refusal of a request that is not made as this service wants requests made, whatever it asks for. */
export function checkDemands(dialect: Dialect, request: ScimRequest): void {
  const { accept, userAgent } = dialect.request;
  const accepted = (request.headers["accept"] ?? "").toLowerCase();
  if (accept === "json" && !accepted.includes("application/json")) {
    throw badRequest("invalidValue", "Accept must name application/json");
  }
  if (accept === "scim" && !accepted.includes("application/scim+json")) {
    throw new ScimError(406, "Accept must name application/scim+json");
  }
  if (userAgent && (request.headers["user-agent"] ?? "").trim() === "") {
    throw new ScimError(403, "every request must name its User-Agent");
  }
  const { maxBytes } = dialect.members;
  if (maxBytes === null || request.method !== "PATCH" || !/^\/Groups\//.test(request.path)) return;
  if (Buffer.byteLength(request.body) > maxBytes) throw new ScimError(413, `more than ${maxBytes} bytes`);
}
