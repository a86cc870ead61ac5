import type { Compliance, PoolReport, SeatCost, SeatReport } from "../model/seat-report.ts";
import { type Html, html, nothing } from "./html.ts";
import { amountWords, numberWords } from "./money.ts";
import { complianceWords } from "./seat-words.ts";
import { dateWords } from "./trend-scale.ts";

/** All pools in one table, with the sums of each currency. */
export function poolsTable({ pools, totals }: SeatReport): Html {
  if (pools.length === 0) return nothing;
  const sums = pools.length > 1 ? totals.map(sumRow) : [];
  return html`<section><h2>Pools</h2><div class="wide"><table class="broad"><thead><tr><th scope="col">Pool</th><th scope="col" class="n">Used</th><th scope="col" class="n">After</th><th scope="col" class="n">Quota</th><th scope="col" class="n">Free</th><th scope="col" class="n">Waiting</th><th scope="col">Status</th><th scope="col">Runs out</th><th scope="col" class="n">Used a month</th><th scope="col" class="n">After</th><th scope="col" class="n">Bought</th><th scope="col" class="n">Unused</th><th scope="col"></th></tr></thead><tbody>
${pools.map(poolRow)}</tbody>${sums.length === 0 ? nothing : html`<tfoot>${sums}</tfoot>`}</table></div></section>`;
}

function poolRow(pool: PoolReport, index: number): Html {
  const { now, after, quota, waiting, cost } = pool;
  return html`<tr><th scope="row"><a href="#pool-${index + 1}">${pool.pool}</a></th>${movedCells(numberWords(now.used), numberWords(after.used))}<td class="n">${numberWords(quota)}</td><td class="n">${numberWords(now.free)}</td><td class="n">${waiting === 0 ? "–" : numberWords(waiting)}</td><td>${statusOf(now.compliance)}</td><td>${runsOut(pool)}</td>${cost === null ? html`<td class="n" colspan="4">no price</td><td></td>` : costCells(cost)}</tr>
`;
}

function sumRow(total: SeatCost): Html {
  return html`<tr><th scope="row" colspan="8">All in ${total.currency}</th>${costCells(total)}</tr>
`;
}

function costCells({ currency, used, usedAfter, bought, unused }: SeatCost): Html {
  const words = (amount: number) => amountWords(amount, currency);
  return html`${movedCells(words(used), words(usedAfter))}<td class="n">${words(bought)}</td><td class="n">${words(unused)}</td><td>${currency}</td>`;
}

function runsOut({ forecast }: PoolReport): string {
  switch (forecast.kind) {
    case "full":
      return "now";
    case "on":
      return dateWords(forecast.day);
    case "beyond":
      return "not within two years";
    case "not-growing":
      return "not growing";
    case "too-little-known":
      return "not known yet";
  }
}

/** Two cells of numbers, now and after the plan; what does not change steps back. */
export function movedCells(now: string, after: string): Html {
  return html`<td class="n">${now}</td><td class="n${now === after ? " same" : ""}">${after}</td>`;
}

/** How a quota stands: in words first, colour only helps. */
export function statusOf(compliance: Compliance): Html {
  const words = complianceWords[compliance];
  return words === ""
    ? html`<span class="status">in order</span>`
    : html`<span class="status ${compliance}">${words}</span>`;
}
