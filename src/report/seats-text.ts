import { compareText } from "../model/compare.ts";
import type { Names } from "../model/names.ts";
import type { SeatSummary, Waiting } from "../model/plan.ts";
import type { LicensePool, Reserve } from "../model/pool.ts";
import type { PoolCost } from "../model/pool-cost.ts";
import { count } from "./change-words.ts";
import { costWords } from "./cost-words.ts";
import { blank, ink, type Line, line, render, type Span, type TextOptions, table } from "./lines.ts";
import { shortPersonWords } from "./person-words.ts";

/** Use of pools, who waits, and the pools themselves where they are known (for reserve and alert). */
export interface SeatsView {
  readonly seats: readonly SeatSummary[];
  readonly waiting: readonly Waiting[];
  readonly pools: readonly LicensePool[];
}

/** The pools as a table: used, quota and free per location, a pool's reserve, and its waiting list. */
export function seatsText(view: SeatsView, names: Names, options: TextOptions): string {
  if (view.seats.length + view.pools.length === 0) return render([line(0, "No pools.")], options);
  return render([...seatLines(view, names), ...view.pools.flatMap((pool) => poolLines(pool, view.seats))], options);
}

/** The table of seats and the waiting lists, for a report that has more to say. */
export function seatLines(view: SeatsView, names: Names): readonly Line[] {
  if (view.seats.length + view.waiting.length === 0) return [];
  const head = ["pool", "location", "used", "quota", "free", ""].map((title) => ink("faint", title));
  const rows = view.seats.toSorted(compareSeats).map((seat) => seatCells(seat, alertAt(view, seat.pool)));
  return [line(0, ink("strong", "Seats")), ...table(2, [head, ...rows]), ...waitingLines(view.waiting, names), blank];
}

/** Order of seats: by pool, then by location with the overflow last. */
export function compareSeats(a: SeatSummary, b: SeatSummary): number {
  const overflowLast = Number(a.location === "global") - Number(b.location === "global");
  return compareText(a.pool, b.pool) || overflowLast || compareText(a.location, b.location);
}

function seatCells(seat: SeatSummary, alert: number): readonly Span[] {
  const used = seat.usedBefore === seat.usedAfter ? `${seat.usedAfter}` : `${seat.usedBefore} -> ${seat.usedAfter}`;
  const free = seat.quota - seat.usedAfter;
  return [seat.pool, seat.location, used, quotaWords(seat, "->"), String(Math.max(free, 0)), note(seat, free, alert)];
}

/** The quota of a location, with what it was where that is another number. */
export function quotaWords({ quota, quotaBefore }: SeatSummary, arrow: string): string {
  return quotaBefore === null || quotaBefore === quota ? String(quota) : `${quotaBefore} ${arrow} ${quota}`;
}

/** What the pools cost a month; nothing where no pool has a price. */
export function costLines(costs: readonly PoolCost[]): readonly Line[] {
  if (costs.length === 0) return [];
  const head = ["pool", "bought", "used", ""].map((title) => ink("faint", title));
  const rows = costWords(costs, "->").map(({ pool, bought, used, difference }) => [
    pool ?? "all pools",
    bought,
    used,
    ink("strong", difference),
  ]);
  return [line(0, ink("strong", "Cost a month")), ...table(2, [head, ...rows]), blank];
}

function note(seat: SeatSummary, free: number, alert: number): Span {
  if (free < 0) return ink("remove", `${-free} over quota`);
  if (free === 0) return ink("warn", "full");
  return seat.usedAfter >= alert * seat.quota ? ink("warn", "nearly full") : "";
}

function alertAt(view: SeatsView, pool: string): number {
  return view.pools.find(({ name }) => name === pool)?.alertAt ?? 0.9;
}

function waitingLines(waiting: readonly Waiting[], names: Names): readonly Line[] {
  const rows = waiting.toSorted((a, b) => compareText(a.pool, b.pool) || a.place - b.place);
  if (rows.length === 0) return [];
  return [
    line(2, ink("warn", `${count(rows.length, "person", "people")} waiting`)),
    ...table(
      4,
      rows.map(({ pool, place, person, location, reason }) => [
        `${pool} ${place}.`,
        shortPersonWords(names, person),
        location,
        ink("faint", reason),
      ]),
    ),
  ];
}

function poolLines(pool: LicensePool, seats: readonly SeatSummary[]): readonly Line[] {
  const own = seats.filter((seat) => seat.pool === pool.name);
  // Nothing is known of it: a number would be made up.
  if (own.length === 0) return [];
  const used = own.reduce((sum, seat) => sum + seat.usedAfter, 0);
  const bought = own.reduce((sum, seat) => sum + seat.quota, 0);
  const { reserve, granted } = pool;
  const words = [
    `${used} of ${bought} seats used`,
    ...(reserve === null ? [] : [reserveWords(reserve, granted)]),
    `when full: ${pool.whenFull}`,
  ];
  return [line(2, ink("strong", pool.name), `: ${words.join("; ")}`)];
}

function reserveWords({ seats, from }: Reserve, granted: number): string {
  const left = `${Math.max(0, seats - granted)} more in reserve from ${from}`;
  return granted === 0 ? left : `${granted} granted and ${left}`;
}
