import { describe, expect, test } from "vitest";
import type { ApprovalQueue, PendingPlan } from "../../src/model/approval-queue.ts";
import { approvalQueueCsv, approvalQueueText } from "../../src/report/approval-queue-text.ts";

const plan: PendingPlan = {
  ...{ file: "pending/pr-7.json", operations: "sha256:1", changes: 3, state: "waiting", since: "2026-11-23T06:50:00Z" },
  ...{ ageSeconds: 18_600, isOverdue: true },
  missing: [
    { kind: "team", from: "security", have: 0, required: 1 },
    { kind: "guard", from: "removals.mass", have: 1, required: 2 },
  ],
};
const queue: ApprovalQueue = {
  ...{ at: "2026-11-23T12:00:00Z", sla: 14_400_000, waiting: 1, overdue: 1, oldestSeconds: 18_600 },
  plans: [plan, { ...plan, file: "=pending/pr-8.json", state: "expired", isOverdue: false, missing: [] }],
};
const screen = { color: false, width: 120 };

describe("the queue of approvals", () => {
  test("reads like this", () => {
    expect(approvalQueueText(queue, screen)).toMatchInlineSnapshot(`
      "1 plan waits for approval, the oldest for 5 h 10 min; an approval may take 4 h: 1 overdue

      overdue  pending/pr-7.json   5 h 10 min  security (0 of 1), guard removals.mass (1 of 2)
      expired  =pending/pr-8.json  5 h 10 min

      Expired and hopeless plans wait for nobody: make them again, or remove their files.
      "
    `);
  });

  test("is one line when nothing waits", () => {
    const none = { ...queue, waiting: 0, overdue: 0, oldestSeconds: null, plans: [] };
    expect(approvalQueueText(none, screen).trimEnd().split("\n")).toHaveLength(1);
  });

  test("as CSV has a row for each thing that a plan waits for, and no formula", () => {
    const rows = approvalQueueCsv(queue).trimEnd().split("\r\n");
    expect(rows).toHaveLength(4);
    expect(rows[2]).toBe("pending/pr-7.json,waiting,yes,2026-11-23T06:50:00Z,18600,3,sha256:1,guard,removals.mass,1,2");
    expect(rows[3]?.startsWith("'=pending")).toBe(true);
  });

  test("lets no text from outside steer the terminal or add a line", () => {
    const hostile = { ...queue, plans: [{ ...plan, file: "a\x1b[2J\nb" }] };
    expect(approvalQueueText(hostile, screen)).not.toContain("\x1b");
    expect(approvalQueueText(hostile, screen).trimEnd().split("\n")).toHaveLength(3);
  });
});
