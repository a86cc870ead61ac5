import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { seatForecast } from "../../src/plan/seat-forecast.ts";
import { dayNumber, dayText } from "../../src/plan/seat-trend.ts";

const today = "2026-11-29";

/** A forecast after so many days, each with the seats that it had. */
function forecastOf(used: readonly number[], quota: number) {
  const first = dayNumber(today) - used.length + 1;
  const points = used.map((each, index) => ({ day: dayText(first + index), used: each }));
  return seatForecast({ points, hasGaps: false }, { used: used.at(-1) ?? 0, quota });
}

const days = (count: number, usedOn: (day: number) => number) => Array.from({ length: count }, (_, day) => usedOn(day));

describe("the day a pool runs out", () => {
  test("is where the pace of the last 90 days leads", () => {
    const forecast = forecastOf(
      days(90, (day) => 10 + Math.floor(day / 3)),
      49,
    );
    expect(forecast).toMatchObject({ kind: "on", days: 90 });
    // From 39 a third of a seat more a day: 10 seats in 30 days.
    expect(forecast).toMatchObject({ day: dayText(dayNumber(today) + 30) });
  });

  test("does not move because of one large day that was taken back", () => {
    const calm = days(90, (day) => 10 + Math.floor(day / 3));
    const shaken = calm.map((used, day) => (day === 40 ? used + 500 : used));
    expect(forecastOf(shaken, 60)).toEqual(forecastOf(calm, 60));
  });

  test("looks at the last 90 days alone", () => {
    const grown = days(200, (day) => Math.min(day, 110) + Math.max(0, Math.floor((day - 110) / 9)));
    expect(forecastOf(grown, 130)).toMatchObject({ kind: "on", days: 90 });
    expect(forecastOf(grown, 130)).toEqual(forecastOf(grown.slice(-90), 130));
  });

  test("is not given on too few days, or when the number hardly ever moved", () => {
    const needs = { days: 28, moves: 3 };
    expect(forecastOf([], 5)).toEqual({ kind: "too-little-known", days: 0, moves: 0, needs });
    expect(
      forecastOf(
        days(27, (day) => day),
        50,
      ),
    ).toEqual({ kind: "too-little-known", days: 27, moves: 26, needs });
    expect(
      forecastOf(
        days(60, (day) => (day < 30 ? 1 : 9)),
        50,
      ),
    ).toMatchObject({ kind: "too-little-known", moves: 1 });
  });

  test("does not come while the number stands or falls", () => {
    expect(
      forecastOf(
        days(60, () => 5),
        50,
      ),
    ).toEqual({ kind: "not-growing", days: 60, perMonth: 0 });
    expect(
      forecastOf(
        days(60, (day) => 100 - day),
        200,
      ),
    ).toMatchObject({ kind: "not-growing", perMonth: -30.4375 });
  });

  test("is not named when it is more than two years away", () => {
    const slow = days(90, (day) => Math.floor(day / 10));
    expect(forecastOf(slow, 8 + 60)).toMatchObject({ kind: "on" });
    expect(forecastOf(slow, 1000)).toMatchObject({ kind: "beyond" });
  });

  test("is today when there is no free seat, however little is known", () => {
    expect(forecastOf([5], 5)).toEqual({ kind: "full" });
    expect(
      forecastOf(
        days(60, () => 7),
        5,
      ),
    ).toEqual({ kind: "full" });
  });

  test("is never past and never further than two years, whatever the numbers", () => {
    const numbers = fc.array(fc.nat(50), { minLength: 1, maxLength: 120 });
    fc.assert(
      fc.property(numbers, fc.nat(60), (used, quota) => {
        const forecast = forecastOf(used, quota);
        if (forecast.kind !== "on") return;
        const ahead = dayNumber(forecast.day) - dayNumber(today);
        expect(ahead).toBeGreaterThan(0);
        expect(ahead).toBeLessThanOrEqual(730);
      }),
    );
  });
});
