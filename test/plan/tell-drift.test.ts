import { describe, expect, test } from "vitest";
import type { Change } from "../../src/model/change.ts";
import type { OutcomeStatus } from "../../src/model/outcome.ts";
import { type RunBefore, tellDrift, thingOf } from "../../src/plan/tell-drift.ts";
import { aChange, aPlannedChange } from "../support/plan.ts";

/** A run whose files ask for these changes now, and that left some of its own like this. */
function aRun(
  sequence: number,
  asks: readonly Change[],
  left: Readonly<Record<string, OutcomeStatus>> = {},
): RunBefore {
  const unsettled = Object.entries(left).map(([key, status]) => [key, { status, reason: null }] as const);
  return {
    ...{ kind: "files", run: { sequence, at: "2026-11-23T09:00:00Z" } },
    asks: new Map(asks.map((change) => [change.key, change])),
    unsettled: new Map(unsettled),
  };
}

const grant = aChange.grant();
const { key } = grant;

describe("a change that the next apply would make", () => {
  test.each<[string, readonly RunBefore[], string]>([
    ["no run", [], "no-run"],
    ["a run that settled it", [aRun(4, [grant])], "since 4"],
    ["a run whose files did not ask for it", [aRun(4, [])], "newer"],
    ["a run that failed at it", [aRun(4, [grant], { [key]: "failed" })], "unsettled"],
    ["a run that did not reach it", [aRun(4, [grant], { [key]: "not-reached" })], "unsettled"],
    ["a run that could not see it", [aRun(4, [grant], { [key]: "unverified" })], "unsettled"],
    ["one that failed after one that settled", [aRun(5, [grant], { [key]: "failed" }), aRun(4, [grant])], "since 4"],
    ["one that failed after one that did not ask", [aRun(5, [grant], { [key]: "failed" }), aRun(4, [])], "unsettled"],
    ["two that failed", [aRun(5, [grant], { [key]: "failed" }), aRun(4, [grant], { [key]: "refused" })], "unsettled"],
    ["an undo that touched it", [anUndo("chat", "e1042", "group:engineering"), aRun(4, [grant])], "undone"],
    ["an undo of something else", [anUndo("chat", "e1042", "group:other"), aRun(4, [grant])], "since 4"],
    [
      "a run after an undo that settled it",
      [aRun(6, [grant]), anUndo("chat", "e1042", "group:engineering")],
      "since 6",
    ],
  ])("after %s is told apart", (_what, runs, told) => {
    const { drift, pending } = tellDrift([aPlannedChange(grant)], runs);
    expect([...drift.map(({ since }) => `since ${since.sequence}`), ...pending.map(({ why }) => why.kind)]).toEqual([
      told,
    ]);
  });

  test("of several values of an account is told of value by value", () => {
    const values = (attributes: Record<string, string>) => ({ userName: "new", attributes });
    const now = aChange.update({
      before: { userName: "old", attributes: { title: "King", department: "Sales" } },
      after: values({ title: "Clerk", department: "Finance" }),
    });
    const earlier = aChange.update({ after: { attributes: { title: "Clerk", department: "Sales" } } });
    const { drift, pending } = tellDrift([aPlannedChange(now)], [aRun(4, [earlier])]);
    expect(drift.map(({ change }) => [change.before, change.after])).toEqual([
      [{ attributes: { title: "King" } }, { attributes: { title: "Clerk" } }],
    ]);
    expect(pending.map(({ change }) => change.after)).toEqual([
      { userName: "new", attributes: { department: "Finance" } },
    ]);
  });

  test("ends sessions, which are no state, or moves a seat, whose location does not matter", () => {
    const seat = aChange.assignSeat({ location: "us" });
    const runs = [anUndo("ide-vendor", "e1042", "seat:ide"), aRun(4, [aChange.assignSeat({ location: "eu" })])];
    expect(tellDrift([aPlannedChange(aChange.endSessions())], [aRun(4, [aChange.endSessions()])])).toEqual({
      ...{ drift: [], pending: [] },
    });
    expect(tellDrift([aPlannedChange(seat)], runs).pending).toHaveLength(1);
    expect(tellDrift([aPlannedChange(seat)], runs.slice(1)).drift).toHaveLength(1);
  });
});

function anUndo(application: string, person: string, target: string): RunBefore {
  const touched = new Set([thingOf({ application, person, account: null, kind: "revoke", target })]);
  return { kind: "undo", run: { sequence: 5, at: "2026-11-23T09:00:00Z" }, touched };
}
