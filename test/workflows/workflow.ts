import { readdirSync, readFileSync } from "node:fs";
import { parse } from "yaml";

type Values = Readonly<Record<string, unknown>>;

/** One step of a job, or of a composite action. */
export interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly if?: string;
  readonly with?: Values;
  readonly env?: Values;
}

/** One job. */
export interface Job {
  readonly if?: string;
  readonly uses?: string;
  readonly secrets?: unknown;
  readonly environment?: unknown;
  readonly permissions?: unknown;
  readonly concurrency?: unknown;
  readonly env?: Values;
  readonly "timeout-minutes"?: unknown;
  readonly steps?: readonly Step[];
}

/** A workflow as GitHub reads it. */
export interface Workflow {
  readonly on: Values;
  readonly permissions?: unknown;
  readonly concurrency?: unknown;
  readonly env?: Values;
  readonly jobs: Readonly<Record<string, Job>>;
}

/** A file of `.github/workflows` or a composite action, as text. */
export interface WorkflowFile {
  readonly name: string;
  readonly text: string;
}

const github = new URL("../../.github/", import.meta.url);

/** Every workflow of this repository. */
export function workflowFiles(): readonly WorkflowFile[] {
  const folder = new URL("workflows/", github);
  return readdirSync(folder).map((name) => ({ name, text: readFileSync(new URL(name, folder), "utf8") }));
}

/** The steps of the composite action. */
export function actionSteps(): readonly Step[] {
  const action: { readonly runs: { readonly steps: readonly Step[] } } = parse(
    readFileSync(new URL("actions/rollcall/action.yml", github), "utf8"),
  );
  return action.runs.steps;
}

/** A workflow from its text. */
export function readWorkflow(text: string): Workflow {
  return parse(text);
}
