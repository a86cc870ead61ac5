import type { Json } from "../json.ts";
import { errorBody, type ScimError } from "./scim-error.ts";

/** What a request is answered with, before it is made into bytes. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** null answers without a body. */
  readonly body: Json | null;
}

/** Builds a reply. */
export function reply(status: number, body: Json | null = null, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status, headers, body };
}

/** The reply that a refusal becomes. */
export function errorReply(error: ScimError, headers: Readonly<Record<string, string>> = {}): Reply {
  return reply(error.status, errorBody(error), headers);
}

/** A request with its body still as text. */
export interface ScimRequest {
  readonly method: string;
  /** Below the application's base, such as `/Users/1`; still percent-encoded. */
  readonly path: string;
  /** Without the question mark, still percent-encoded. */
  readonly query: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
  /** The client's `x-request-id`, or one that was made up. */
  readonly id: string;
}
