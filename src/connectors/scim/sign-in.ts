import type { Instant } from "../../model/instant.ts";
import type { Json } from "./json.ts";

/** A dateTime (RFC 7643 section 2.3.5) with its zone, or a day. */
const pattern = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}(?::\d{2})?)(?:\.\d{1,9})?(Z|[+-]\d{2}:\d{2}))?$/i;

/**
 * When an account says that somebody last signed in; null when it says so of nobody, or in a way that leaves room for a guess. A day counts
 * to its last second, so that nobody seems to have been away longer than they were; parts of a second are dropped.
 */
export function signInOf(value: Json | undefined): Instant | null {
  const match = typeof value === "string" ? pattern.exec(value) : null;
  if (match === null) return null;
  const [, day = "", written = "23:59:59", zone = "Z"] = match;
  const time = written.length === 5 ? `${written}:00` : written;
  if (textOf(Date.parse(`${day}T${time}Z`)) !== `${day}T${time}Z`) return null;
  const instant = Date.parse(`${day}T${time}${zone.toUpperCase()}`);
  // Some write the first moment that they know where there was none.
  return instant > 0 ? textOf(instant) : null;
}

/** Null beyond the years of four digits. */
function textOf(time: number): Instant | null {
  return Number.isNaN(time) || time > lastMoment ? null : `${new Date(time).toISOString().slice(0, 19)}Z`;
}

const lastMoment = 253_402_300_799_000;
