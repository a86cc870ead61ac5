import { describe, expect, test } from "vitest";
import type { QueuedChange } from "../../src/model/queue.ts";
import { ageWords, queueText } from "../../src/report/queue-text.ts";

const change: QueuedChange = {
  application: "chat",
  person: "e1004",
  account: "17",
  kind: "grant",
  target: "group:engineering",
  status: "failed",
  reason: "the application answered 500",
  since: "2026-11-20T08:00:00Z",
  ageSeconds: 273_600,
  runs: 3,
  attempts: 9,
  firstRun: 4,
  lastRun: 7,
};
const queue = { at: "2026-11-23T12:00:00Z", newestRun: 7, changes: [change] };
const linesOf = (text: string) => text.trimEnd().split("\n");

describe("queueText", () => {
  test("gives a change its age, its tries, its reason, and once for each kind of end what to do", () => {
    const two = { ...queue, changes: [change, { ...change, person: null }] };
    const lines = linesOf(queueText(two, { people: new Map() }, { color: false, width: 200 }));
    expect(lines).toHaveLength(10);
    expect(lines[2]).toContain("e1004");
    expect(lines[3]).toContain("3 d 4 h");
    expect(lines[5]).toContain("17");
    expect(lines.filter((line) => line.startsWith("failed"))).toHaveLength(3);
  });

  test("is one line when nothing waits", () => {
    const text = queueText({ ...queue, changes: [] }, { people: new Map() }, { color: false, width: 100 });
    expect(linesOf(text)).toHaveLength(1);
  });

  test("lets no text from outside steer the terminal or add a line", () => {
    const hostile = { ...change, reason: "\x1b[2Jgone\nand more", target: "group:\u202ea" };
    const text = queueText({ ...queue, changes: [hostile] }, { people: new Map() }, { color: false, width: 200 });
    expect([...text].filter((letter) => letter === "\x1b" || letter === "\u202e")).toEqual([]);
    expect(linesOf(text)).toHaveLength(7);
  });
});

describe("an age", () => {
  test("is told by its two largest parts", () => {
    expect([0, 59, 60, 3_661, 86_400, 90_061].map(ageWords)).toEqual([
      "0 s",
      "59 s",
      "1 min",
      "1 h 1 min",
      "1 d",
      "1 d 1 h",
    ]);
  });
});
