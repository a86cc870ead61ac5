import { describe, expect, test } from "vitest";
import type { Event } from "../../src/model/event.ts";
import { betweenLines, type Told, tell } from "../../src/report/progress-log.ts";

const done = (application: string, status: "applied" | "failed" = "applied"): Event => ({
  ...{ kind: "change-done", application, key: `${application}/e1/grant`, change: "grant" },
  ...{ status, done: 1, total: 9 },
});

/** Which of the events are said; each comes with its time. */
function said(events: readonly (readonly [number, Event])[]): readonly boolean[] {
  let told: Told = new Map();
  return events.map(([now, event]) => {
    const next = tell(told, event, now);
    told = next.told;
    return next.isSaid;
  });
}

describe("a log of what goes on", () => {
  test("has a line now and then for each application in which all is well", () => {
    const at = [0, 1, betweenLines - 1, betweenLines, betweenLines + 1];
    expect(said(at.map((now) => [now, done("chat")]))).toEqual([true, false, false, true, false]);
    expect(
      said([
        [0, done("chat")],
        [1, done("crm")],
      ]),
    ).toEqual([true, true]);
  });

  test("leaves out nothing that went wrong, and no news", () => {
    const halted: Event = { kind: "halted", reason: "too much went wrong" };
    const events = [done("chat"), done("chat", "failed"), done("chat", "failed"), halted, halted];
    expect(said(events.map((event) => [0, event]))).toEqual([true, true, true, true, true]);
  });
});
