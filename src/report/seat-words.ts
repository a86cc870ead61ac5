import type { Compliance, SeatForecast, SeatHolder, SeatWaste } from "../model/seat-report.ts";
import { count } from "./change-words.ts";

/** How a quota stands, in words; what is as it should be has none. */
export const complianceWords: Readonly<Record<Compliance, string>> = {
  within: "",
  "nearly-full": "nearly full",
  full: "full",
  "over-quota": "over quota",
};

/** When a pool runs out, as half a sentence; `dayWords` writes `2027-03-14` another way. */
export function forecastWords(forecast: SeatForecast, dayWords = (day: string) => day): string {
  switch (forecast.kind) {
    case "full":
      return "no free seat today";
    case "on":
      return `runs out on ${dayWords(forecast.day)}, at ${paceWords(forecast)}`;
    case "beyond":
      return `not within two years, at ${paceWords(forecast)}`;
    case "not-growing":
      return `not growing, at ${paceWords(forecast)}`;
    case "too-little-known":
      return tooLittleWords(forecast);
  }
}

function tooLittleWords({ days, moves, needs }: Extract<SeatForecast, { readonly kind: "too-little-known" }>): string {
  return days < needs.days
    ? `no forecast: the ledger tells of ${count(days, "day")}, it takes ${needs.days}`
    : `no forecast: the number changed on ${count(moves, "day")}, it takes ${needs.moves}`;
}

function paceWords({ perMonth, days }: { readonly perMonth: number; readonly days: number }): string {
  const pace = Math.abs(perMonth).toFixed(1);
  const direction = pace === "0.0" ? "" : perMonth < 0 ? " fewer" : " more";
  return `${pace} seats${direction} a month (median of ${days} days)`;
}

/** Whose account it is that the vendor counts, beside what the list says already. */
export function originWords({ origin, isActive }: SeatHolder): string {
  const words = [
    ...(isActive === false ? ["account disabled"] : []),
    ...(origin === "outside" ? ["given outside Rollcall"] : []),
    ...(origin === "leaving" ? ["given outside Rollcall; the plan takes it back"] : []),
  ];
  return words.join("; ");
}

/** The accounts of two lists, each once, in the order of the lists. */
export function wastedSeats(waste: SeatWaste): readonly SeatHolder[] {
  return [...new Map([...waste.disabled, ...waste.outside].map((holder) => [holder.account, holder])).values()];
}

/** `8`, or `8 -> 9` where the plan changes it. */
export function movedWords(now: string, after: string): string {
  return now === after ? now : `${now} -> ${after}`;
}
