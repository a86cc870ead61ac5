import { describe, expect, test } from "vitest";
import type { Joiner } from "../../src/model/joiner.ts";
import { heldPeople, joinerFindings } from "../../src/plan/joiner-findings.ts";
import { joinerQueue } from "../../src/plan/joiner-queue.ts";
import { aDecision, aJoiner } from "../support/joiners.ts";
import { noon } from "../support/live-application.ts";

const joiners = (...list: readonly Joiner[]) => ({
  byPerson: new Map(list.map((joiner) => [joiner.person, joiner])),
  clusters: [],
});
const queueOf = (...list: readonly Joiner[]) => joinerQueue(joiners(...list), noon, 4 * 3_600_000).held;

describe("the queue", () => {
  test("has who is held: whoever waits longest first, and the higher score of two who wait as long", () => {
    const held = queueOf(
      aJoiner({ person: "late", since: "2026-11-23T11:00:00Z" }),
      aJoiner({ person: "pass", verdict: "pass", since: "2026-11-20T11:00:00Z" }),
      aJoiner({ person: "low", since: "2026-11-23T07:00:00Z", score: 40 }),
      aJoiner({ person: "high", since: "2026-11-23T07:00:00Z", score: 90, verdict: "block" }),
      aJoiner({ person: "unknown", since: null }),
    );
    expect(held.map(({ person, isOverdue }) => [person, isOverdue])).toEqual([
      ["unknown", true],
      ["high", true],
      ["low", true],
      ["late", false],
    ]);
  });

  test("counts the time to look from the sign-up on", () => {
    const [held] = queueOf(aJoiner({ since: "2026-11-23T08:00:01Z" }));
    expect(held).toMatchObject({ due: "2026-11-23T12:00:01Z", ageSeconds: 14_399, isOverdue: false });
    expect(queueOf(aJoiner({ since: "2026-11-23T08:00:00Z" }))[0]?.isOverdue).toBe(true);
    expect(queueOf(aJoiner({ since: "2026-11-23T13:00:00Z" }))[0]?.ageSeconds).toBe(0);
  });

  test("ends with who was blocked by hand, for whom nobody has to look again", () => {
    const decision = aDecision({ decision: "block" });
    const held = queueOf(
      aJoiner({ person: "a", verdict: "block", decision, since: "2026-11-01T00:00:00Z" }),
      aJoiner({ person: "b", since: "2026-11-23T11:00:00Z" }),
    );
    expect(held.map(({ person, isOverdue, decidedBy }) => [person, isOverdue, decidedBy])).toEqual([
      ["b", false, null],
      ["a", false, "security"],
    ]);
  });
});

describe("the findings", () => {
  test("name everybody who is held, for what and since when, and nobody else", () => {
    const all = joiners(
      aJoiner({ person: "a", score: 40, reasons: [{ signal: "new-device", points: 40, text: "a new device" }] }),
      aJoiner({ person: "b", verdict: "block", decision: aDecision({ decision: "block" }), score: 0, reasons: [] }),
      aJoiner({ person: "c", verdict: "pass" }),
    );
    expect(heldPeople(all)).toEqual(new Set(["a", "b"]));
    expect(joinerFindings(all)).toEqual([
      {
        ...{ kind: "joiner-held", application: "*", subject: "a" },
        message: "score 40: a new device (40), since 2026-11-23T08:00:00Z",
      },
      {
        ...{ kind: "joiner-blocked", application: "*", subject: "b" },
        message: "blocked by security (called back); score 0, since 2026-11-23T08:00:00Z",
      },
    ]);
  });
});
