import type { Names } from "../model/names.ts";
import type { PoolReport, SeatCost, SeatReport } from "../model/seat-report.ts";
import { count } from "./change-words.ts";
import { blank, type Cell, ink, type Line, line, render, type TextOptions, table } from "./lines.ts";
import { amountWords, moneyWords } from "./money.ts";
import { shortPersonWords } from "./person-words.ts";
import { forecastWords, movedWords, originWords, wastedSeats } from "./seat-words.ts";

/** What a report says beyond who sits where and who waits: what cannot be told, cost, departments, waste, and the trend. */
export function seatReportText(report: SeatReport, names: Names, options: TextOptions): string {
  const parts = [
    report.unknown.map(({ pool, application }) =>
      line(2, ink("warn", pool), `: ${application} does not tell who sits there: nothing below counts it`),
    ),
    costLines(report),
    departmentLines(report),
    wasteLines(report, names),
    trendLines(report.pools),
  ];
  return render(
    parts.flatMap((lines) => (lines.length === 0 ? [] : [blank, ...lines])),
    options,
  );
}

function costLines({ pools, totals }: SeatReport): readonly Line[] {
  if (totals.length === 0) return [];
  const head = ["pool", "a seat", "used", "bought", "bought and unused", "currency"].map((title) =>
    ink("faint", title),
  );
  const rows = pools.flatMap(({ pool, perSeat, cost }) =>
    cost === null || perSeat === null ? [] : [costCells(pool, amountWords(perSeat, cost.currency), cost)],
  );
  const sums = totals.map((total) => costCells("all", "", total));
  return [line(0, ink("strong", "Cost a month")), ...table(2, [head, ...rows, ...(rows.length > 1 ? sums : [])])];
}

function costCells(name: string, perSeat: string, cost: SeatCost): readonly Cell[] {
  const words = (amount: number) => amountWords(amount, cost.currency);
  const used = movedWords(words(cost.used), words(cost.usedAfter));
  return [name, perSeat, used, words(cost.bought), words(cost.unused), cost.currency];
}

function departmentLines({ departments }: SeatReport): readonly Line[] {
  if (departments.length === 0) return [];
  const rows = departments.map(({ department, now, after, costs }): readonly Cell[] => [
    department ?? ink("faint", "none known"),
    movedWords(String(now), String(after)),
    costs
      .map(({ currency, used, usedAfter }) => movedWords(moneyWords(used, currency), moneyWords(usedAfter, currency)))
      .join(", "),
  ]);
  const head = ["department", "seats", "a month"].map((title) => ink("faint", title));
  return [line(0, ink("strong", "Departments")), ...table(2, [head, ...rows])];
}

/** As many accounts as a screen takes; JSON has all. */
const mostNamed = 10;

function wasteLines({ pools }: SeatReport, names: Names): readonly Line[] {
  const lines = pools.flatMap((pool) => poolWaste(pool, names));
  return lines.length === 0 ? [] : [line(0, ink("strong", "Waste")), ...lines];
}

function poolWaste({ pool, waste, cost }: PoolReport, names: Names): readonly Line[] {
  const { unused, disabled, outside, idle } = waste;
  const priced = (seats: number, amount: number | undefined) =>
    cost === null || amount === undefined || seats === 0 ? "" : ` (${moneyWords(amount, cost.currency)} a month)`;
  const found = [
    ...(unused > 0 ? [`${unused} bought and unused${priced(unused, cost?.unused)}`] : []),
    ...(disabled.length > 0
      ? [`${disabled.length} of disabled accounts${priced(disabled.length, cost?.disabled)}`]
      : []),
    ...(outside.length > 0 ? [`${outside.length} given outside Rollcall${priced(outside.length, cost?.outside)}`] : []),
    ...(idle === null ? [] : [`${idle.seats.length} not used for ${idle.days} days, ${idle.unknown} without evidence`]),
  ];
  if (found.length === 0) return [];
  const wasted = wastedSeats(waste).map((holder): readonly Cell[] => [
    holder.person === null ? holder.userName : shortPersonWords(names, holder.person),
    ink("faint", originWords(holder)),
  ]);
  const unusedFor = (idle?.seats ?? []).map(({ person, lastUse }): readonly Cell[] => [
    shortPersonWords(names, person),
    ink("faint", lastUse === null ? "never signed in" : `last seen ${lastUse.slice(0, 10)}`),
  ]);
  const rows = [...wasted, ...unusedFor];
  const rest = rows.length - mostNamed;
  return [
    line(2, ink("strong", pool), `: ${found.join("; ")}`),
    ...table(4, rows.slice(0, mostNamed)),
    ...(rest > 0 ? [line(4, ink("faint", `and ${count(rest, "more account", "more accounts")}`))] : []),
  ];
}

function trendLines(pools: readonly PoolReport[]): readonly Line[] {
  if (pools.length === 0) return [];
  const rows = pools.map(({ pool, trend, forecast }): readonly Cell[] => {
    const [first] = trend.points;
    const last = trend.points.at(-1);
    const since =
      first === undefined || last === undefined
        ? "no run in the ledger"
        : `${first.used} -> ${last.used} used since ${first.day}`;
    return [pool, ink("faint", since), forecastWords(forecast)];
  });
  return [line(0, ink("strong", "Trend")), ...table(2, rows)];
}
