import { describe, expect, test } from "vitest";
import { realEvents } from "../support/real-events.ts";
import { readWorkflow, workflowFiles } from "./workflow.ts";

/** Events that carry no payload of GitHub's own making. */
const without = new Set(["schedule", "workflow_dispatch"]);

/** What starts a workflow where it names no types. */
const usual: Readonly<Record<string, readonly string[]>> = {
  pull_request: ["opened", "synchronize", "reopened"],
  pull_request_target: ["opened", "synchronize", "reopened"],
};

/** A workflow that reads the event, with an event that starts it. */
const readers = workflowFiles().flatMap(({ name, text }) => {
  const paths = [...new Set([...text.matchAll(/github\.event((?:\.\w+)+)/g)].map(([, path = ""]) => path.slice(1)))];
  const events = Object.entries(readWorkflow(text).on).filter(([event]) => !without.has(event));
  return paths.length === 0
    ? []
    : events.map(([event, filter]) => ({ name, paths, event, types: typesOf(event, filter) }));
});

function typesOf(event: string, filter: unknown): readonly unknown[] | null {
  if (typeof filter === "object" && filter !== null && "types" in filter && Array.isArray(filter.types))
    return filter.types;
  return usual[event] ?? null;
}

/** The value at a path of names; undefined where one of them is not there. */
function valueAt(value: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((at, name) => {
    if (typeof at !== "object" || at === null) return undefined;
    return Object.entries(at).find(([key]) => key === name)?.[1];
  }, value);
}

/** Examples of an event that start a workflow of these types. */
function startedBy(event: string, types: readonly unknown[] | null) {
  return realEvents(event).filter(({ action }) => types === null || types.includes(action));
}

describe("what a workflow reads of its event", () => {
  test("is read by the workflows of requests and of pull requests", () => {
    expect(readers.map(({ name, event }) => `${name} ${event}`)).toEqual([
      "access-request.yml issues",
      "rollcall-plan-trusted.yml pull_request_target",
      "rollcall-plan.yml pull_request",
    ]);
  });

  test.each(readers)("$name finds it in every real event of $event that starts it", ({ paths, event, types }) => {
    const events = startedBy(event, types);
    expect(events).not.toEqual([]);
    for (const one of events)
      for (const path of paths) expect([path, valueAt(one, path)]).toEqual([path, expect.anything()]);
  });

  test("is not found where GitHub does not send it", () => {
    for (const one of startedBy("issues", ["labeled"])) {
      expect(valueAt(one, "pull_request.number")).toBeUndefined();
      expect(valueAt(one, "issue.number.value")).toBeUndefined();
    }
  });
});
