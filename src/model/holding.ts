import type { Because } from "./because.ts";

/** A person holds a role at an instant, and why; several reasons may give the same role. */
export interface Holding {
  readonly role: string;
  readonly because: readonly Because[];
}
