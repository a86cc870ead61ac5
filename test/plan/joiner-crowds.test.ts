import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { crowds } from "../../src/plan/joiner-crowds.ts";

const rule = { atLeast: 3, within: 10, points: 1 };

describe("crowds", () => {
  test("are as many as the rule says within its time, and not one fewer", () => {
    expect(crowds([0, 5, 9], rule)).toEqual([{ first: 0, last: 2, peak: 3 }]);
    expect(crowds([0, 5], rule)).toEqual([]);
    expect(crowds([], rule)).toEqual([]);
  });

  test("end where the rule's time does: what is exactly so far apart is not within it", () => {
    expect(crowds([0, 5, 10], rule)).toEqual([]);
  });

  test("that share a member are one, with the peak of the densest moment", () => {
    expect(crowds([0, 5, 9, 14, 18, 18, 40, 41, 42], rule)).toEqual([
      { first: 0, last: 5, peak: 4 },
      { first: 6, last: 8, peak: 3 },
    ]);
  });

  test("hold exactly those times that stand in some window that is full", () => {
    const times = fc
      .array(fc.integer({ min: 0, max: 60 }), { maxLength: 40 })
      .map((list) => list.sort((a, b) => a - b));
    fc.assert(
      fc.property(times, fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 20 }), (list, atLeast, within) => {
        const full = (start: number) => list.filter((time) => time >= start && time < start + within).length >= atLeast;
        const expected = list.map((time) =>
          list.some((start) => start <= time && time < start + within && full(start)),
        );
        const found = new Set<number>();
        for (const { first, last } of crowds(list, { atLeast, within, points: 1 }))
          for (let at = first; at <= last; at += 1) found.add(at);
        expect(list.map((_, at) => found.has(at))).toEqual(expected);
      }),
    );
  });
});
