import type { Names } from "../model/names.ts";
import type { PoolReport } from "../model/seat-report.ts";
import { type Html, html, nothing } from "./html.ts";
import { moneyWords, numberWords } from "./money.ts";
import { shortPersonWords } from "./person-words.ts";
import { movedCells, statusOf } from "./pools-table.ts";
import { mostSeats, seatBar } from "./seat-bar.ts";
import { forecastWords, originWords, wastedSeats } from "./seat-words.ts";
import { trendPlot } from "./trend-plot.ts";
import { dateWords, monthWords } from "./trend-scale.ts";

/** One pool: its locations as bars with their numbers, the trend as a plot with its months, and what is wasted. */
export function poolSection(pool: PoolReport, names: Names, id: string): Html {
  return html`<section class="pool" id="${id}"><h2>${pool.pool}</h2><p class="note">${factsOf(pool)}</p>
<div class="two"><div><div class="wide">${locationTable(pool, id)}</div>
${wasteTable(pool, names)}</div>${trendFigure(pool, `${id}-trend`)}</div></section>
`;
}

function factsOf({ application, perSeat, cost, alertAt, waste }: PoolReport): string {
  const price = perSeat === null || cost === null ? [] : [`${moneyWords(perSeat, cost.currency)} a seat and month`];
  const idle =
    waste.idle === null
      ? []
      : [`${waste.idle.seats.length} not used for ${waste.idle.days} days (${waste.idle.unknown} without evidence)`];
  const words = [`In ${application}`, ...price, `nearly full from ${Math.round(alertAt * 100)} %`, ...idle];
  return `${words.join("; ")}.`;
}

function locationTable(pool: PoolReport, id: string): Html {
  const most = mostSeats(pool.locations);
  const rows = pool.locations.map((location, index) => {
    const { now, after, quota, waiting } = location;
    const bar = seatBar(location, { id: `${id}-bar-${index + 1}`, most });
    return html`<tr><th scope="row">${location.location}</th><td>${bar}</td>${movedCells(numberWords(now.used), numberWords(after.used))}<td class="n">${numberWords(quota)}</td><td class="n">${waiting === 0 ? "–" : numberWords(waiting)}</td><td>${statusOf(now.compliance)}</td></tr>
`;
  });
  return html`<table><caption>Seats by location</caption><thead><tr><th scope="col">Location</th><th scope="col"></th><th scope="col" class="n">Used</th><th scope="col" class="n">After</th><th scope="col" class="n">Quota</th><th scope="col" class="n">Waiting</th><th scope="col">Status</th></tr></thead><tbody>
${rows}</tbody></table>`;
}

function trendFigure(pool: PoolReport, id: string): Html {
  const plot = trendPlot(pool, id);
  const { points, hasGaps } = pool.trend;
  const [first] = points;
  const gaps = hasGaps ? " Part of the change was made outside Rollcall, and is not in the ledger." : "";
  if (plot === null || first === undefined) {
    const since = first === undefined ? "The ledger has no run yet" : `The ledger begins on ${dateWords(first.day)}`;
    return html`<p class="note">${since}: there is no trend to draw.</p>`;
  }
  return html`<figure>${plot}<figcaption>Seats used; ${forecastWords(pool.forecast, dateWords)}.${gaps}</figcaption>${monthTable(pool)}</figure>`;
}

/** The last day of each of the last months, and today. */
function monthTable({ trend: { points } }: PoolReport): Html {
  // A column has room for four digits, of wider ones there are fewer.
  const most = points.some(({ used }) => used >= 10_000) ? 8 : 12;
  const ends = points.filter(({ day }, index) => day.slice(0, 7) !== points[index + 1]?.day.slice(0, 7)).slice(-most);
  if (ends.length < 2) return nothing;
  const heads = ends.map(({ day }, index) => {
    const year = index === 0 || day.slice(5, 7) === "01" ? html`<br>${day.slice(0, 4)}` : nothing;
    return html`<th scope="col">${index === ends.length - 1 ? "Today" : html`${monthWords(day)}${year}`}</th>`;
  });
  const cells = ends.map(({ used }) => html`<td>${numberWords(used)}</td>`);
  return html`<div class="wide"><table class="months"><thead><tr><th scope="col">End of</th>${heads}</tr></thead><tbody><tr><th scope="row">Used</th>${cells}</tr></tbody></table></div>`;
}

/** As many accounts as a page takes; JSON has all. */
const mostNamed = 50;

function wasteTable(pool: PoolReport, names: Names): Html {
  const nameOf = (person: string | null, userName: string) =>
    person === null ? userName : shortPersonWords(names, person);
  const wasted = wastedSeats(pool.waste).map((holder) => [nameOf(holder.person, holder.userName), originWords(holder)]);
  const idle = (pool.waste.idle?.seats ?? []).map(({ person, lastUse }) => [
    nameOf(person, person),
    lastUse === null ? "never signed in" : `last seen ${dateWords(lastUse)}`,
  ]);
  const all = [...wasted, ...idle];
  if (all.length === 0) return nothing;
  const rows = all.slice(0, mostNamed).map(
    ([who = "", why = ""]) => html`<tr><td>${who}</td><td>${why}</td></tr>
`,
  );
  const rest = all.length - rows.length;
  const more = rest > 0 ? html`<tr><td colspan="2">and ${numberWords(rest)} more</td></tr>` : nothing;
  return html`<div class="wide"><table class="waste"><caption>Seats that cost money for nothing, or that nobody gave here</caption><thead><tr><th scope="col">Account</th><th scope="col">Why</th></tr></thead><tbody>
${rows}${more}</tbody></table></div>`;
}
