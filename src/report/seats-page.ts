import type { Names } from "../model/names.ts";
import type { Waiting } from "../model/plan.ts";
import type { DepartmentReport, SeatReport } from "../model/seat-report.ts";
import { type Html, html, nothing } from "./html.ts";
import { moneyWords, numberWords } from "./money.ts";
import { pageHead } from "./page-head.ts";
import { shortPersonWords } from "./person-words.ts";
import { movedCells, poolsTable, statusOf } from "./pools-table.ts";
import { poolSection } from "./seats-page-pool.ts";
import { seatsPageStyle } from "./seats-page-style.ts";

/**
 * The report as one page that needs nothing else: no script, nothing fetched. `digest` gives the SHA-256 of a text in base64, by which
 * the page's own policy admits its own style and nothing more.
 */
export function seatsPage(report: SeatReport, names: Names, digest: (text: string) => string): string {
  const head = pageHead({ title: `Licence seats of ${report.organization}`, style: seatsPageStyle }, digest);
  const { html: text } = html`${head}
<body>
<main>
<header>
<h1>Licence seats of ${report.organization}</h1>
<p class="lead">Read ${momentWords(report.readAt)}${report.at === report.readAt ? "" : `, planned for ${momentWords(report.at)}`}.</p>
${sums(report)}
</header>
${unknown(report)}${poolsTable(report)}
${report.pools.map((pool, index) => poolSection(pool, names, `pool-${index + 1}`))}
${waitingSection(report.waiting, names)}${departmentSection(report.departments)}${readingSection()}
</main>
</body>
</html>
`;
  return text;
}

function momentWords(instant: string): string {
  return `${instant.slice(0, 10)} ${instant.slice(11, 16)} UTC`;
}

function sums({ totals }: SeatReport): Html {
  if (totals.length === 0) return nothing;
  const rows = totals.map(
    ({ currency, bought, used, usedAfter, unused }) =>
      html`<li><strong>${moneyWords(used, currency)}</strong> of ${moneyWords(bought, currency)} a month is used${used === usedAfter ? "" : `, ${moneyWords(usedAfter, currency)} after the plan`}; ${moneyWords(unused, currency)} is bought and unused.</li>`,
  );
  return html`<ul class="sums">${rows}</ul>`;
}

function unknown({ unknown: pools, pools: known }: SeatReport): Html {
  if (pools.length === 0) return known.length === 0 ? html`<section><p>No pools.</p></section>` : nothing;
  const rows = pools.map(
    ({ pool, application, quota }) =>
      html`<li><strong>${pool}</strong> (${quota} seats): ${application} does not tell who sits there. No number on this page counts it.</li>`,
  );
  return html`<section><h2>Not known</h2><ul class="unknown">${rows}</ul></section>
`;
}

function waitingSection(waiting: readonly Waiting[], names: Names): Html {
  if (waiting.length === 0) return nothing;
  const rows = waiting.map(
    ({ pool, place, person, location, reason }) =>
      html`<tr><th scope="row">${pool}</th><td class="n">${place}</td><td>${shortPersonWords(names, person)}</td><td>${location}</td><td>${reason}</td></tr>`,
  );
  return html`<section><h2>Waiting list</h2><div class="wide"><table class="broad"><thead><tr><th scope="col">Pool</th><th scope="col" class="n">Place</th><th scope="col">Who</th><th scope="col">Location</th><th scope="col">Why</th></tr></thead><tbody>
${rows}</tbody></table></div></section>
`;
}

function departmentSection(departments: readonly DepartmentReport[]): Html {
  if (departments.length === 0) return nothing;
  const rows = departments.map(({ department, now, after, pools, costs }) => {
    const money = (amountOf: (cost: (typeof costs)[number]) => number) =>
      separated(costs.map((cost) => html`${moneyWords(amountOf(cost), cost.currency)}`));
    const parts = pools.map((row) => `${row.pool} ${row.now === row.after ? row.now : `${row.now} → ${row.after}`}`);
    return html`<tr><th scope="row">${department ?? "None known"}</th>${movedCells(numberWords(now), numberWords(after))}<td class="n">${money(({ used }) => used)}</td><td class="n">${money(({ usedAfter }) => usedAfter)}</td><td>${parts.join(", ")}</td></tr>
`;
  });
  return html`<section><h2>Departments</h2><div class="wide"><table class="broad"><thead><tr><th scope="col">Department</th><th scope="col" class="n">Seats</th><th scope="col" class="n">After</th><th scope="col" class="n">Used a month</th><th scope="col" class="n">After</th><th scope="col">Pools</th></tr></thead><tbody>
${rows}</tbody></table></div></section>
`;
}

function separated(parts: readonly Html[]): Html {
  return html`${parts.map((part, index) => (index === 0 ? part : html`<br>${part}`))}`;
}

function readingSection(): Html {
  return html`<section><h2>How to read this</h2><dl>
<dt>Used</dt><dd>What the application counts now, disabled accounts and seats given outside Rollcall included. “After” is the number once the next plan is applied.</dd>
<dt>Status</dt><dd>Of what is used now: ${statusOf("nearly-full")} from the pool’s alert threshold on, ${statusOf("full")} with no seat left, ${statusOf("over-quota")} with more seats used than bought.</dd>
<dt>Bars</dt><dd>The frame is the quota and the filling what is used; what sticks out is over quota. The mark is where the plan ends.</dd>
<dt>Trend</dt><dd>Counted back from today by the seats that runs gave and took, as the ledger has them. Before the first run nothing is known. What was changed outside Rollcall is not in the ledger and looks as if it had always been so.</dd>
<dt>Forecast</dt><dd>From today’s number at the median pace of the last 90 days (Theil–Sen), which one large day does not tilt. It takes 28 days, and does not look further than two years. Nobody knows who will be hired: it is a straight line, not a promise.</dd>
<dt>Cost</dt><dd>Seats by the price in the pool’s file, a yearly price by twelve. Currencies are not added up.</dd>
</dl></section>
`;
}
