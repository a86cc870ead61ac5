import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { axisValues, axisWords, dayMarks, dayOf } from "../../src/report/trend-scale.ts";

describe("an axis", () => {
  test.each([
    [1, [0, 1]],
    [4, [0, 1, 2, 3, 4]],
    [5, [0, 2, 4, 6]],
    [16, [0, 5, 10, 15, 20]],
    [122, [0, 50, 100, 150]],
  ])("up to %i has the values %j", (top, values) => {
    expect(axisValues(top, 4)).toEqual(values);
  });

  test.each([
    [0, "0"],
    [500, "500"],
    [5000, "5k"],
    [1500, "1.5k"],
    [2_000_000, "2m"],
  ])("writes %i as %s", (value, words) => {
    expect(axisWords(value)).toBe(words);
  });

  test("ends not below the top and has few whole values, whatever the top", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000_000 }), (top) => {
        const values = axisValues(top, 4);
        expect(values.at(-1)).toBeGreaterThanOrEqual(top);
        expect(values.length).toBeLessThanOrEqual(5);
        expect(values.every(Number.isInteger)).toBe(true);
      }),
    );
  });

  test("of time marks days of a short time and first days of months of a long one", () => {
    const days = dayMarks(dayOf("2026-11-01"), dayOf("2026-11-29"));
    expect(days.map(({ words }) => words)).toEqual(["1 Nov", "7 Nov", "13 Nov", "19 Nov", "25 Nov"]);
    const months = dayMarks(dayOf("2025-11-29"), dayOf("2027-03-20"));
    expect(months.map(({ words }) => words)).toEqual(["Jan 2026", "Apr 2026", "Jul 2026", "Oct 2026", "Jan 2027"]);
  });
});
