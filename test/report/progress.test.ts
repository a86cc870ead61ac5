import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Event } from "../../src/model/event.ts";
import { isCounting, noProgress, type Progress, progressLines, withEvent } from "../../src/report/progress.ts";
import { displayWidth } from "../../src/report/visible.ts";

const screen = { columns: 100, rows: 20 };

/** What is known after these events, a second apart from 0 on. */
function told(...events: readonly Event[]): Progress {
  return events.reduce((progress: Progress, event, at) => withEvent(progress, event, at * 1000), noProgress);
}

const applying: Event = {
  kind: "applying",
  total: 12,
  done: 0,
  applications: [
    { application: "chat", total: 10, done: 0 },
    { application: "directory", total: 2, done: 0 },
  ],
};
const done = (application: string, status: "applied" | "failed" = "applied"): Event => ({
  ...{ kind: "change-done", key: "k", change: "grant", done: 1, total: 12 },
  ...{ application, status },
});
const waiting: Event = { kind: "waiting", application: "chat", milliseconds: 30_000, reason: "the rate limit" };
const rowOf = (lines: readonly string[], application: string) =>
  lines.find((line) => line.startsWith(application)) ?? "";

describe("progress", () => {
  test("is one line for each application, below what the run is at", () => {
    const lines = progressLines(told(applying), { ...screen, now: 0 });
    expect(lines).toHaveLength(3);
    expect(rowOf(lines, "chat")).toContain("0 of 10");
    expect(rowOf(lines, "directory")).toContain("0 of 2");
  });

  test("counts what is done and what went wrong, and tells the time left from the rate so far", () => {
    const lines = progressLines(told(applying, done("chat"), done("chat", "failed")), { ...screen, now: 2000 });
    expect(rowOf(lines, "chat")).toMatch(/2 of 10 +1 failed +about 8 s left/);
    expect(rowOf(lines, "directory")).not.toContain("left");
  });

  test("says what an application waits for, as long as it does, and adds it to the time left", () => {
    const progress = told(applying, done("chat"), waiting);
    expect(rowOf(progressLines(progress, { ...screen, now: 12_000 }), "chat")).toContain("waits 20 s: the rate limit");
    expect(rowOf(progressLines(progress, { ...screen, now: 40_000 }), "chat")).not.toContain("waits");
    expect(
      rowOf(progressLines(withEvent(progress, done("chat"), 3000), { ...screen, now: 3000 }), "chat"),
    ).not.toContain("waits");
  });

  test("goes on counting where an interrupted run had stopped", () => {
    const resumed: Event = { ...applying, done: 9, applications: [{ application: "chat", total: 10, done: 9 }] };
    expect(rowOf(progressLines(told(resumed), { ...screen, now: 0 }), "chat")).toContain("9 of 10");
  });

  test("counts down only while something is left", () => {
    expect(isCounting(noProgress, 0)).toBe(false);
    expect(isCounting(told(applying), 0)).toBe(true);
    const all: Event = { ...applying, applications: [{ application: "chat", total: 1, done: 0 }] };
    expect(isCounting(told(all, done("chat")), 0)).toBe(false);
  });

  test("is never wider or longer than its screen, whatever things are called", () => {
    const name = fc.string({ unit: "grapheme", maxLength: 60 });
    fc.assert(
      fc.property(
        fc.array(name, { maxLength: 12 }),
        name,
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 9 }),
        (names, reason, columns, rows) => {
          const applications = names.map((application) => ({ application, total: 5, done: 1 }));
          const waits = names.map(
            (application): Event => ({ kind: "waiting", application, milliseconds: 9000, reason }),
          );
          const progress = told({ ...applying, applications }, ...waits);
          const lines = progressLines(progress, { columns, rows, now: 0 });
          expect(lines.length).toBeLessThanOrEqual(rows);
          expect(lines.filter((line) => displayWidth(line) > columns || line.includes("\n"))).toEqual([]);
        },
      ),
    );
  });
});
