import type { TestContext } from "vitest";

/** What a test proves: one row of the table in docs/reliability.md counts all tests with the same words. */
export interface Proof {
  readonly what: string;
  /** How often it happened in this test; once when left out. */
  readonly times?: number;
}

declare module "vitest" {
  interface TaskMeta {
    proof?: Proof;
    /** Why it cannot be proved on this machine. */
    cannot?: string;
  }
}

/** Leaves word for the report. */
export function proves({ task }: TestContext, proof: Proof): void {
  task.meta.proof = proof;
}

/** Ends the test, and says plainly in the report that this machine cannot run it. */
export function cannotRun({ task, skip }: TestContext, reason: string): never {
  task.meta.cannot = reason;
  return skip(reason);
}
