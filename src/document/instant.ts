import type { Instant, Milliseconds } from "../model/instant.ts";

const units: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Pattern of a duration, for schemas. */
export const durationPattern = "^[1-9][0-9]{0,8}[smhd]$";
/** Pattern of a rate, for schemas. */
export const ratePattern = "^[1-9][0-9]{0,6}(\\.[0-9]{1,3})?/[sm]$";

const instantPattern = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(?::(\d{2}))?(Z|[+-]\d{2}:\d{2})$/;
const datePattern = /^\d{4}-\d{2}-\d{2}$/;

/** An instant with a zone and minute or second precision (`2026-11-30T17:00+01:00`) in UTC; null when it is none. */
export function parseInstant(text: string): Instant | null {
  const match = instantPattern.exec(text);
  if (match === null) return null;
  const [, date = "", minutes = "", seconds = "00", zone = ""] = match;
  const local = timeOf(`${date}T${minutes}:${seconds}Z`);
  const offset = zoneOffset(zone);
  return local === null || offset === null ? null : withinYears(local - offset);
}

/**
 * An instant, or a date as the whole day in UTC: as a start its first moment, as an end the first moment after it. Null
 * when it is neither.
 */
export function parseMoment(text: string, edge: "start" | "end"): Instant | null {
  if (!datePattern.test(text)) return parseInstant(text);
  const midnight = timeOf(`${text}T00:00:00Z`);
  return midnight === null ? null : withinYears(edge === "start" ? midnight : midnight + 86_400_000);
}

/** Milliseconds since the epoch of an instant of the model. */
export function millisecondsOf(instant: Instant): number {
  return Date.parse(instant);
}

/** The instant of milliseconds since the epoch; parts of a second are dropped. */
export function formatInstant(milliseconds: number): Instant {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}

/** A duration such as `90d`, `8h`, `30m` or `45s`; null when it is none, or longer than a hundred years. */
export function parseDuration(text: string): Milliseconds | null {
  const unit = units[text.slice(-1)];
  if (unit === undefined || !new RegExp(durationPattern).test(text)) return null;
  const milliseconds = Number(text.slice(0, -1)) * unit;
  return milliseconds <= 36_525 * 86_400_000 ? milliseconds : null;
}

/** A duration in the largest unit that holds it whole: `36h`, `2d`. */
export function formatDuration(milliseconds: Milliseconds): string {
  const [unit, length] = Object.entries(units).findLast(([, size]) => milliseconds % size === 0) ?? ["s", 1_000];
  return `${Math.round(milliseconds / length)}${unit}`;
}

/** A rate such as `50/s` or `600/m` as so many a second; null when it is none. */
export function parseRate(text: string): number | null {
  if (!new RegExp(ratePattern).test(text)) return null;
  return Number(text.slice(0, -2)) / (text.endsWith("/m") ? 60 : 1);
}

/** A ratio, `10%` or a number from 0 to 1; null when it is none. */
export function parseRatio(written: string | number): number | null {
  if (typeof written === "number") return written >= 0 && written <= 1 ? written : null;
  const match = /^(\d{1,3}(?:\.\d{1,4})?)%$/.exec(written);
  if (match === null) return null;
  const ratio = Number(match[1]) / 100;
  return ratio <= 1 ? ratio : null;
}

/** The time of a text in the one form that `Date` prints; a date that does not exist (30 February) is null. */
function timeOf(text: string): number | null {
  const time = Date.parse(text);
  return Number.isNaN(time) || formatInstant(time) !== text ? null : time;
}

function zoneOffset(zone: string): number | null {
  if (zone === "Z") return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(4, 6));
  if (hours > 14 || minutes > 59) return null;
  return (zone.startsWith("-") ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}

/** Instants compare as strings only while the year has four digits. */
function withinYears(time: number): Instant | null {
  return time >= 0 && time < 253_402_300_800_000 ? formatInstant(time) : null;
}
