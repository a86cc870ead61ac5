import type { TestContext } from "vitest";

/** What a test found out: one cell of the table in docs/scim.md. */
export interface Cell {
  readonly server: string;
  readonly ability: string;
  readonly value: string;
}

declare module "vitest" {
  interface TaskMeta {
    cell?: Cell;
  }
}

/** Leaves a cell for the report. */
export function note({ task }: TestContext, cell: Cell): void {
  task.meta.cell = cell;
}
