import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { ExampleCalls } from "../support/example-calls.ts";
import { fencesOf, readPage } from "./markdown.ts";

const root = mkdtempSync(join(tmpdir(), "rollcall-requests-"));
afterAll(() => rmSync(root, { recursive: true }));

test("the page about requests is followed to its end, and prints what it shows", async () => {
  const calls = new ExampleCalls(root);
  let printed = "";
  for (const { language, text } of fencesOf(await readPage("docs/requests.md"))) {
    if (language === "text") expect(printed).toContain(text.trim());
    if (language !== "sh") continue;
    printed = "";
    for (const line of text.trim().split("\n")) printed += await outputOf(calls, line);
  }
});

/** A call that ends well; with `|| true` one that is refused. */
async function outputOf(calls: ExampleCalls, line: string): Promise<string> {
  const call = line.replace(" || true", "");
  if (call !== line)
    return calls.run(call).then(
      () => "it was not refused",
      (error: Error) => error.message,
    );
  const { code, output } = await calls.run(call);
  expect([call, code]).toEqual([call, 0]);
  return output;
}

interface Workflow {
  readonly on: unknown;
  readonly permissions: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

interface Job {
  readonly if: string;
  readonly permissions: unknown;
  readonly steps: readonly { readonly uses?: string; readonly run?: string; readonly env?: unknown }[];
}

describe("the workflow of requests", () => {
  const read = async () => {
    const workflow: Workflow = parse(await readPage(".github/workflows/access-request.yml"));
    return { workflow, job: Object.values(workflow.jobs)[0], jobs: Object.keys(workflow.jobs) };
  };

  test("runs for one label alone, with no more permission than it needs", async () => {
    const { workflow, job, jobs } = await read();
    expect(workflow.on).toEqual({ issues: { types: ["labeled"] } });
    expect(workflow.permissions).toEqual({});
    expect(jobs).toHaveLength(1);
    expect(job?.if).toContain("github.event.label.name == 'access-request-accepted'");
    expect(job?.permissions).toEqual({ contents: "write", "pull-requests": "write" });
  });

  test("gives no script anything through an expression, and no variable anything but the token", async () => {
    const steps = (await read()).job?.steps ?? [];
    expect(steps.filter(({ run }) => run?.includes("${{") === true)).toEqual([]);
    const values = steps.flatMap(({ env }) => Object.values(env ?? {}));
    expect(new Set(values)).toEqual(new Set([`\${{ github.token }}`]));
    const actions = steps.flatMap(({ uses }) => uses ?? []);
    expect(actions.filter((action) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/.test(action))).toEqual([]);
  });
});
