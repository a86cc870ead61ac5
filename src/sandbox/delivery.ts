import type { Reply } from "./protocol/reply.ts";

/** How an answer reaches the client, or does not. */
export type Delivery =
  | { readonly kind: "answer"; readonly status: number; readonly headers: Headers; readonly payload: string | Buffer }
  /** The connection breaks, after this many bytes of the answer when there is one. */
  | { readonly kind: "reset"; readonly midway: Answer | null }
  /** Nothing is ever sent. */
  | { readonly kind: "hang" }
  | { readonly kind: "drip"; readonly answer: Answer; readonly bytes: number; readonly everyMs: number };

/** Header values by name. */
type Headers = Readonly<Record<string, string>>;

/** An answer in bytes. */
export type Answer = Extract<Delivery, { readonly kind: "answer" }>;

/** The media type of SCIM, RFC 7644 section 8.1. */
export const SCIM_JSON = "application/scim+json; charset=utf-8";

/** A reply as bytes. */
export function toAnswer(reply: Reply): Answer {
  if (reply.body === null) return { kind: "answer", status: reply.status, headers: reply.headers, payload: "" };
  const headers = { "content-type": SCIM_JSON, ...reply.headers };
  return { kind: "answer", status: reply.status, headers, payload: JSON.stringify(reply.body) };
}
