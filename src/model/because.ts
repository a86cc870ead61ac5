import type { Source } from "./source.ts";

/** One reason behind a grant or a change: the role, what gave the role, and where that was written. */
export type Because =
  | { readonly kind: "birthright"; readonly role: string; readonly at: Source }
  | { readonly kind: "assignment"; readonly role: string; readonly reason: string; readonly at: Source }
  /** The person's row on the roster: joined, left, renamed, moved. */
  | { readonly kind: "roster"; readonly text: string; readonly at: Source }
  /** Nothing that was written asks for it (any more). */
  | { readonly kind: "no-rule"; readonly text: string }
  /** A pool gave, took or refused a seat. */
  | { readonly kind: "pool"; readonly pool: string; readonly text: string; readonly at: Source };
