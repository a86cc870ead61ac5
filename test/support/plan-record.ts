import type { PlanRecord, RecordedChange } from "../../src/model/plan-record.ts";

const digest = (digit: string): string => `sha256:${digit.repeat(64)}`;

/** A change that was shown. */
export const aRecordedChange = (key: string, wish: Partial<RecordedChange> = {}): RecordedChange => ({
  key,
  digest: digest("c"),
  decision: { verdict: "allow", risk: 10, approvals: [] },
  ...wish,
});

/** A record of a plan with two changes, shown at nine and good for a day. */
export const aPlanRecord = (wish: Partial<PlanRecord> = {}): PlanRecord => ({
  format_version: "1.0",
  organization: "meridian",
  pullRequest: 7,
  head: "a".repeat(40),
  base: "b".repeat(40),
  subtrees: { assignments: "1".repeat(40), "rollcall.yaml": "2".repeat(40) },
  roster: digest("1"),
  policy: digest("2"),
  basePolicy: digest("3"),
  engine: "0.1.0",
  live: { chat: digest("4") },
  at: "2026-11-23T09:00:00Z",
  expires: "2026-11-24T09:00:00Z",
  operations: digest("5"),
  changes: [aRecordedChange("chat/e1/grant/group:sales"), aRecordedChange("chat/e2/grant/group:sales")],
  decision: { verdict: "needs-approval", risk: 20, approvals: [{ from: "security", count: 1 }] },
  approvals: [{ from: "security", count: 1 }],
  plan: digest("6"),
  ...wish,
});
