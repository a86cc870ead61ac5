import type { Members } from "./scim-user.ts";

/** An answer as it leaves. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The type of content of every answer. */
export const json = { "content-type": "application/scim+json" };
/** Done, and nothing to say. */
export const nothing: Reply = { status: 204, headers: {}, body: "" };

/** Done, with what there is now. */
export function ok(body: Members): Reply {
  return { status: 200, headers: json, body: JSON.stringify(body) };
}

/** A refusal in SCIM's own words. */
export function refusal(status: number, scimType?: string): Reply {
  const detail = { schemas: ["urn:ietf:params:scim:api:messages:2.0:Error"], status: String(status) };
  return { status, headers: json, body: JSON.stringify(scimType === undefined ? detail : { ...detail, scimType }) };
}
