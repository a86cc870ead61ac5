import type { Source } from "./source.ts";

/** One thing that is wrong, or doubtful, in what people wrote; `code` is stable, `hint` says what to do. */
export interface Diagnostic {
  readonly severity: "error" | "warning";
  readonly code: string;
  readonly message: string;
  readonly at: Source;
  readonly hint?: string;
}
