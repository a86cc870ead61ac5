import type { Asked, Trick } from "./raw-server.ts";

/** The body of a page. */
export interface Listed extends Readonly<Record<string, unknown>> {
  readonly totalResults: number;
  readonly itemsPerPage: number;
  readonly startIndex?: number;
  readonly Resources: readonly Readonly<Record<string, unknown>>[];
}

/** Whether a body is a page. */
export function isListed(body: Readonly<Record<string, unknown>>): body is Listed {
  return Array.isArray(body["Resources"]);
}

/** Changes every page of accounts. */
export function relisted(change: (asked: Asked) => (body: Listed) => Readonly<Record<string, unknown>>): Trick {
  return (asked, { body }) => {
    if (!asked.isAccounts || !isListed(body)) return null;
    return { text: JSON.stringify(change(asked)(body)) };
  };
}
