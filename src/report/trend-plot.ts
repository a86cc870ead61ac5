import type { PoolReport, SeatForecast } from "../model/seat-report.ts";
import { type Html, html, nothing } from "./html.ts";
import { numberWords } from "./money.ts";
import { forecastWords } from "./seat-words.ts";
import { axisValues, axisWords, dateWords, dayMarks, dayOf } from "./trend-scale.ts";

const width = 560;
const height = 226;
const margin = { top: 26, right: 14, bottom: 32, left: 46 };
const daysAMonth = 365.25 / 12;

/** Seats used over time as a line, the quota and the forecast dashed; null with less than two days to draw. */
export function trendPlot(pool: PoolReport, id: string): Html | null {
  const { points } = pool.trend;
  const [first] = points;
  const last = points.at(-1);
  if (first === undefined || last === undefined || points.length < 2) return null;
  const frame = frameOf(pool, dayOf(first.day), dayOf(last.day));
  const [title, description] = [`${id}-title`, `${id}-desc`];
  const words = `${first.used} on ${dateWords(first.day)}, ${last.used} on ${dateWords(last.day)}; quota ${pool.quota}; ${forecastWords(pool.forecast, dateWords)}`;
  return html`<svg class="trend" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="${title}" aria-describedby="${description}">
<title id="${title}">${pool.pool}: seats used over time</title><desc id="${description}">${words}</desc>
${axes(frame)}<path class="area" d="${linePath(frame, points)}V${frame.y(0)}H${frame.x(frame.first)}Z"/><path class="line" d="${linePath(frame, points)}"/>
${forecastLine(frame, pool, last.used)}${quotaLine(frame, pool.quota)}<circle class="point" cx="${frame.x(frame.today)}" cy="${frame.y(last.used)}" r="3.5"/>${todayLabel(frame, pool, last.used)}
</svg>`;
}

/** Where days and seats are on the plot. */
interface Frame {
  readonly first: number;
  readonly today: number;
  readonly end: number;
  readonly values: readonly number[];
  x(day: number): number;
  y(seats: number): number;
}

function frameOf(pool: PoolReport, first: number, today: number): Frame {
  const end = today + daysAhead(pool.forecast, today, today - first);
  const values = axisValues(Math.max(1, pool.quota, ...pool.trend.points.map(({ used }) => used)), 4);
  const top = values.at(-1) ?? 1;
  const [across, down] = [width - margin.left - margin.right, height - margin.top - margin.bottom];
  return {
    ...{ first, today, end, values },
    x: (day) => tenths(margin.left + ((day - first) / Math.max(end - first, 1)) * across),
    y: (seats) => tenths(margin.top + down - (seats / top) * down),
  };
}

/** How much of the time to come is shown: as much as there is of the past, at most. */
function daysAhead(forecast: SeatForecast, today: number, known: number): number {
  switch (forecast.kind) {
    case "on":
      return Math.min(Math.max(Math.ceil((dayOf(forecast.day) - today) * 1.1), 7), Math.max(known, 30));
    case "beyond":
    case "not-growing":
      return Math.ceil(known / 3);
    case "full":
    case "too-little-known":
      return 0;
  }
}

function axes({ first, end, values, x, y }: Frame): Html {
  const rows = values.map(
    (value) =>
      html`<line class="grid" x1="${margin.left}" x2="${width - margin.right}" y1="${y(value)}" y2="${y(value)}"/><text class="tick" x="${margin.left - 8}" y="${y(value) + 4}" text-anchor="end">${axisWords(value)}</text>`,
  );
  const fits = (at: number) => at >= margin.left && at + 34 <= width;
  const columns = dayMarks(first, end)
    .filter(({ day }) => fits(x(day)))
    .map(
      ({ day, words }) =>
        html`<line class="grid" x1="${x(day)}" x2="${x(day)}" y1="${y(0)}" y2="${y(0) + 5}"/><text class="tick" x="${x(day)}" y="${height - 6}" text-anchor="middle">${words}</text>`,
    );
  return html`${rows}${columns}`;
}

/** A number stays until the day that changes it. */
function linePath({ x, y, first }: Frame, points: PoolReport["trend"]["points"]): string {
  let path = "";
  let before: number | null = null;
  for (const [index, { used }] of points.entries()) {
    const at = x(first + index);
    if (before === null) path = `M${at} ${y(used)}`;
    else if (used !== before) path += `H${at}V${y(used)}`;
    before = used;
  }
  return `${path}H${x(first + points.length - 1)}`;
}

function quotaLine({ y }: Frame, quota: number): Html {
  return html`<line class="quota" x1="${margin.left}" x2="${width - margin.right}" y1="${y(quota)}" y2="${y(quota)}"/><text class="label" x="${margin.left + 4}" y="${y(quota) - 6}">quota ${numberWords(quota)}</text>`;
}

function forecastLine(frame: Frame, { forecast, quota }: PoolReport, used: number): Html {
  if (!("perMonth" in forecast)) return nothing;
  const { x, y, today, end } = frame;
  const out = forecast.kind === "on" ? dayOf(forecast.day) : Number.POSITIVE_INFINITY;
  const until = Math.min(out, end);
  const reached = Math.min(Math.max(used + ((until - today) / daysAMonth) * forecast.perMonth, 0), quota);
  const line = html`<line class="forecast" x1="${x(today)}" y1="${y(used)}" x2="${x(until)}" y2="${y(out <= end ? quota : reached)}"/>`;
  if (forecast.kind !== "on") return line;
  const point = out <= end ? html`<circle class="out" cx="${x(out)}" cy="${y(quota)}" r="3.5"/>` : nothing;
  const label = html`<text class="label strong" x="${Math.min(x(until) + 8, width - margin.right)}" y="${y(quota) - 8}" text-anchor="end">${dateWords(forecast.day)}</text>`;
  return html`${line}${point}${label}`;
}

/** Above the line, unless the words of the quota are there. */
function todayLabel({ x, y, today, end }: Frame, { quota }: PoolReport, used: number): Html {
  const at = y(used);
  const isCrowded = at - y(quota) > -8 && at - y(quota) < 30;
  const isLast = end === today;
  return html`<text class="label strong" x="${x(today) + (isLast ? 0 : 4)}" y="${isCrowded ? at + 20 : at - 10}" text-anchor="end">${numberWords(used)} today</text>`;
}

function tenths(number: number): number {
  return Math.round(number * 10) / 10;
}
