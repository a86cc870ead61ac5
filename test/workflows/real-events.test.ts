import { describe, expect, test } from "vitest";
import { type RealEvent, realEvents } from "../support/real-events.ts";
import { fillIn } from "./expression.ts";
import { readWorkflow, workflowFiles } from "./workflow.ts";

/** Events that carry no payload of GitHub's own making. */
const without = new Set(["schedule", "workflow_dispatch"]);

/** What starts a workflow where it names no types. */
const usual: Readonly<Record<string, readonly string[]>> = {
  pull_request: ["opened", "synchronize", "reopened"],
  pull_request_target: ["opened", "synchronize", "reopened"],
};

/** Fields of an event, with those that stand in where one is not there: `github.event.a || github.event.b[0].c`. */
const reading = /github\.event\.[\w.[\]]+(?:\s*\|\|\s*github\.event\.[\w.[\]]+)*/g;

/** A workflow that reads the event, with an event that starts it. */
const readers = workflowFiles().flatMap(({ name, text }) => {
  const read = [...new Set([...text.matchAll(reading)].map(([path]) => path))];
  const events = Object.entries(readWorkflow(text).on).filter(([event]) => !without.has(event));
  return read.length === 0
    ? []
    : events.map(([event, filter]) => ({ name, read, event, types: typesOf(event, filter) }));
});

function typesOf(event: string, filter: unknown): readonly unknown[] | null {
  if (typeof filter === "object" && filter !== null && "types" in filter && Array.isArray(filter.types))
    return filter.types;
  return usual[event] ?? null;
}

/** Real events that start a workflow of these types; a run that is waited for is one of a pull request. */
function startedBy(event: string, types: readonly unknown[] | null): readonly RealEvent[] {
  return realEvents(event)
    .filter(({ action }) => types === null || types.includes(action))
    .filter((one) => event !== "workflow_run" || valueIn(one, "github.event.workflow_run.pull_requests[0]") !== "");
}

/** As a job gets it; empty where there is nothing. */
function valueIn(event: RealEvent, path: string): string {
  return fillIn(`$\{{ ${path} }}`, { github: { event } }, () => false);
}

describe("what a workflow reads of its event", () => {
  test("is read by the workflows of requests and of pull requests", () => {
    expect(readers.map(({ name, event }) => `${name} ${event}`)).toEqual([
      "access-request.yml issues",
      "rollcall-plan-trusted.yml pull_request_target",
      "rollcall-plan-trusted.yml workflow_run",
      "rollcall-plan.yml pull_request",
      "rollcall-review.yml pull_request_review",
    ]);
  });

  test.each(readers)("$name finds it in every real event of $event that starts it", ({ read, event, types }) => {
    const events = startedBy(event, types);
    expect(events).not.toEqual([]);
    const empty = events.flatMap((one) => read.filter((path) => valueIn(one, path) === ""));
    expect(empty).toEqual([]);
  });

  test("is not found where GitHub does not send it", () => {
    for (const one of startedBy("issues", ["labeled"])) {
      expect(valueIn(one, "github.event.issue.number")).not.toBe("");
      expect(valueIn(one, "github.event.pull_request.number")).toBe("");
      expect(valueIn(one, "github.event.issue.number.value")).toBe("");
    }
  });
});
