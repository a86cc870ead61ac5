import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type SeatMove, seatMoveOf, seatTrend } from "../../src/plan/seat-trend.ts";
import { anEntry } from "../audit/a-ledger.ts";
import { aMove, now } from "../support/a-seat-report.ts";

const trendOf = (used: number, days: number, ...moves: readonly SeatMove[]) =>
  seatTrend(used, { from: aMove(days).at, moves }, now);
const numbers = (trend: ReturnType<typeof trendOf>) => trend.points.map(({ used }) => used);

describe("seats over time", () => {
  test("are counted back from what is live: a seat that was given was not there before", () => {
    const trend = trendOf(3, 4, aMove(3), aMove(1, { whose: "a" }), aMove(1, { whose: "b" }));
    expect(numbers(trend)).toEqual([0, 1, 1, 3, 3]);
    expect(trend.points.at(-1)).toEqual({ day: "2026-11-29", used: 3 });
  });

  test("and a seat that was taken back was", () => {
    expect(numbers(trendOf(1, 3, aMove(2, { by: -1 })))).toEqual([2, 1, 1, 1]);
  });

  test("begin with the day of the first run: what was before, nobody knows", () => {
    const [first] = trendOf(3, 10).points;
    expect(first).toEqual({ day: "2026-11-19", used: 3 });
    expect(seatTrend(3, { from: null, moves: [] }, now).points).toEqual([]);
  });

  test("are of a year at most", () => {
    expect(trendOf(3, 2000).points).toHaveLength(366);
  });

  test("never fall below nothing, and say that the ledger does not explain them", () => {
    expect(trendOf(0, 2, aMove(1))).toMatchObject({ hasGaps: true });
    expect(numbers(trendOf(0, 2, aMove(1)))).toEqual([0, 0, 0]);
    expect(trendOf(1, 2, aMove(1)).hasGaps).toBe(false);
  });

  test("count a seat once that was given again because nobody had seen that it was there", () => {
    const tries = [aMove(3, { whose: "e1", isSure: false }), aMove(1, { whose: "e1" })];
    expect(numbers(trendOf(1, 4, ...tries))).toEqual([0, 0, 0, 1, 1]);
  });

  test("count a seat from when it was first given to somebody who lost it outside Rollcall", () => {
    expect(numbers(trendOf(1, 4, aMove(3, { whose: "e1" }), aMove(1, { whose: "e1" })))).toEqual([0, 1, 1, 1, 1]);
  });

  test("take a move of a clock that runs ahead for one of today", () => {
    expect(numbers(trendOf(1, 1, aMove(-3)))).toEqual([0, 1]);
  });

  test("come out as they went, whoever came and went", () => {
    const steps = fc.array(fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 1, max: 8 })), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(steps, fc.nat(20), (wish, start) => {
        const sitting = new Set<string>();
        const moves: SeatMove[] = [];
        const expected = Array.from({ length: 61 }, () => 0);
        for (const [daysAgo, who] of wish.toSorted(([a], [b]) => b - a)) {
          const whose = `e${who}`;
          const by = sitting.has(whose) ? -1 : 1;
          if (by === 1) sitting.add(whose);
          else sitting.delete(whose);
          // Several moves of a day come one after the other.
          const at = new Date(Date.parse(aMove(daysAgo).at) + moves.length * 1000).toISOString();
          moves.push(aMove(daysAgo, { whose, by, at: `${at.slice(0, 19)}Z` }));
          for (let day = 60 - daysAgo; day <= 60; day += 1) expected[day] = (expected[day] ?? 0) + by;
        }
        const trend = trendOf(start + sitting.size, 60, ...moves.toReversed());
        expect(numbers(trend)).toEqual(expected.map((count) => count + start));
      }),
    );
  });
});

describe("an entry of the ledger", () => {
  const assign = anEntry({ kind: "assign-seat", target: "seat:ide/eu", application: "ide-vendor" });

  test.each([
    ["a seat given", assign, { pool: "ide", whose: "e1001", by: 1, isSure: true }],
    ["one taken back", { ...assign, kind: "release-seat" as const }, { by: -1 }],
    ["one that nobody saw", { ...assign, status: "unverified" as const }, { by: 1, isSure: false }],
    ["one of nobody on the roster", { ...assign, person: null }, { whose: "@a-77" }],
  ])("tells of %s", (_, entry, move) => {
    expect(seatMoveOf(entry)).toMatchObject(move);
  });

  test.each([
    ["was so already", { ...assign, status: "unchanged" as const }],
    ["failed", { ...assign, status: "failed" as const }],
    ["was not reached", { ...assign, status: "not-reached" as const }],
    ["is no seat", anEntry()],
  ])("tells of none when it %s", (_, entry) => {
    expect(seatMoveOf(entry)).toBeNull();
  });
});
