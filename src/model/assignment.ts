import type { Instant } from "./instant.ts";
import type { Source } from "./source.ts";

/** A person holds a role for a time: active when `from` ≤ now < `until`. */
export interface Assignment {
  readonly person: string;
  readonly role: string;
  readonly from: Instant | null;
  readonly until: Instant | null;
  readonly reason: string;
  readonly kind: "standard" | "temporary" | "emergency";
  readonly at: Source;
}
