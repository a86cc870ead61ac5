import { type Reply, reply, type ScimRequest } from "./reply.ts";
import { ScimError } from "./scim-error.ts";

/** Throws 412 when If-Match names other versions than the current one (null: there are no versions here). RFC 7644 section 3.14. */
export function requireMatch(ifMatch: string | undefined, current: string | null): void {
  if (ifMatch === undefined || current === null || names(ifMatch, current)) return;
  throw new ScimError(412, `the resource is at version ${current}`);
}

/** A 304 when If-None-Match names the current version. */
export function notModified(request: ScimRequest, current: string | null): Reply | null {
  const known = request.headers["if-none-match"];
  return known !== undefined && current !== null && names(known, current) ? reply(304, null, { etag: current }) : null;
}

function names(header: string, current: string): boolean {
  const tags = header.split(",").map((tag) => opaque(tag.trim()));
  return tags.includes("*") || tags.includes(opaque(current));
}

function opaque(tag: string): string {
  return tag.startsWith("W/") ? tag.slice(2) : tag;
}
