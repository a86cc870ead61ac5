import type { SeatForecast, SeatTrend } from "../model/seat-report.ts";
import { dayNumber, dayText } from "./seat-trend.ts";

/** Days that the pace is taken from, at most. */
const paceDays = 90;
/** What has to be known: days, and on how many of them the number moved, unless it never did. */
const needs = { days: 28, moves: 3 };
/** Two years: what is further away is nobody's guess. */
const furthestDays = 730;
const daysAMonth = 365.25 / 12;

/**
 * The day on which as many seats are used as there are: from what is used today, at the pace of the last 90 days. The pace is
 * the median over the slopes between every two days (Theil and Sen), which a single jump does not tilt as it does least squares.
 */
export function seatForecast(
  trend: SeatTrend,
  { used: usedToday, quota }: { readonly used: number; readonly quota: number },
): SeatForecast {
  if (usedToday >= quota) return { kind: "full" };
  const points = trend.points.slice(-paceDays);
  const today = points.at(-1);
  if (today === undefined) return { kind: "too-little-known", days: 0, moves: 0, needs };
  const days = points.length;
  const moves = points.filter(({ used }, index) => index > 0 && used !== points[index - 1]?.used).length;
  if (days < needs.days || (moves > 0 && moves < needs.moves)) return { kind: "too-little-known", days, moves, needs };
  const pace = medianSlope(points.map(({ used }) => used));
  const perMonth = pace * daysAMonth;
  if (pace <= 0) return { kind: "not-growing", days, perMonth };
  const ahead = Math.ceil((quota - usedToday) / pace);
  if (ahead > furthestDays) return { kind: "beyond", days, perMonth };
  return { kind: "on", days, perMonth, day: dayText(dayNumber(today.day) + ahead) };
}

function medianSlope(values: readonly number[]): number {
  const slopes: number[] = [];
  for (const [right, high] of values.entries()) {
    for (const [left, low] of values.slice(0, right).entries()) slopes.push((high - low) / (right - left));
  }
  slopes.sort((a, b) => a - b);
  const middle = slopes.length / 2;
  const [low = 0, high = low] = slopes.slice(Math.ceil(middle) - 1, Math.floor(middle) + 1);
  return (low + high) / 2;
}
