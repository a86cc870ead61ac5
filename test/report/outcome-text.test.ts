import { describe, expect, test } from "vitest";
import type { Outcome } from "../../src/model/outcome.ts";
import { outcomeText } from "../../src/report/outcome-text.ts";

const outcome = (wish: Partial<Outcome> = {}): Outcome => ({
  key: "chat/e1042/grant/group:engineering",
  status: "applied",
  account: "42",
  reason: null,
  reference: null,
  attempts: 1,
  recovered: false,
  at: "2026-11-23T09:00:10Z",
  ...wish,
});
const screen = { color: false, width: 120 };
const recorded = { sequence: 12, commit: "c0ffee".repeat(6).concat("c0ff") };

describe("outcomeText", () => {
  test("counts what went well and lists everything else with its reason, worst first", () => {
    const outcomes = [
      outcome(),
      outcome({ status: "unchanged" }),
      outcome({ key: "crm/e2/grant/group:crm-users", status: "unverified", reason: "not a member when read back" }),
      outcome({ key: "crm/e1/create-account", status: "failed", reason: "429 three times", attempts: 3 }),
    ];
    const text = outcomeText({ outcomes, recorded }, screen);
    expect(text.split("\n")[0]).toBe("1 unchanged  1 applied  1 unverified  1 failed");
    expect(text).toMatch(/crm\/e1\/create-account +429 three times +3 attempts\n[\s\S]*crm\/e2/);
    expect(text).not.toContain("chat/e1042");
    expect(text).toContain("manifest 12 in commit c0ffeec0ffee");
  });

  test("lists every refused change, and counts those that were not reached beyond the first", () => {
    const refused = Array.from({ length: 50 }, (_, index) =>
      outcome({ key: `chat/r${index}/revoke`, status: "refused" }),
    );
    const open = Array.from({ length: 50 }, (_, index) =>
      outcome({ key: `chat/n${index}/revoke`, status: "not-reached" }),
    );
    const text = outcomeText({ outcomes: [...refused, ...open], recorded }, screen);
    for (const { key } of refused) expect(text).toContain(key);
    expect(text).toContain("and 30 more");
  });

  test("says of a halt why, whether the ring was put back, and both ways on", () => {
    const halt = { kind: "gate", ring: 2, reason: "ring 2 did not pass" } as const;
    const text = (rolledBack: Parameters<typeof outcomeText>[0]["rolledBack"]) =>
      outcomeText({ outcomes: [outcome()], recorded, halt, rolledBack: rolledBack ?? null }, screen);
    expect(text(null)).toMatch(/Halted: ring 2 did not pass[\s\S]*--undo 12[\s\S]*--ring 2[\s\S]*--resume/);
    expect(text(null)).not.toContain("put back as");
    expect(text({ kind: "rolled-back", sequence: 13, isWhole: true })).toContain("put back as manifest 13");
    expect(text({ kind: "rolled-back", sequence: 13, isWhole: false })).toContain("put back in part as manifest 13");
    expect(text({ kind: "left", reason: "policy denies it" })).toContain("not put back: policy denies it");
  });

  test("says when no manifest was written", () => {
    expect(outcomeText({ outcomes: [], recorded: null }, screen)).toContain("No manifest");
  });

  test("tells what an earlier run had done without being able to say so", () => {
    expect(outcomeText({ outcomes: [outcome({ recovered: true })], recorded }, screen)).toContain("(1 found done");
  });
});
