import type { Instant, Milliseconds } from "../model/instant.ts";
import type { Person } from "../model/person.ts";
import type { LicensePool } from "../model/pool.ts";
import type { SeatNotice } from "../model/seat-notice.ts";

/** What a pool says of seats that nobody uses. */
export type ReclaimRule = NonNullable<LicensePool["reclaim"]>;

/**
 * From when a noticed seat may be reclaimed: its grace is over, it has been unused for long enough, and nobody has said to
 * keep it longer. Of somebody who never signed in nobody knows since when: the time counts from the notice.
 */
export function reclaimDay(
  { unusedFor, grace }: ReclaimRule,
  { lastSignIn, noticed, keepUntil }: Pick<SeatNotice, "lastSignIn" | "noticed" | "keepUntil">,
  { start }: Pick<Person, "start">,
): Instant {
  const unusedSince = latest(lastSignIn ?? noticed, start ?? "");
  return latest(after(noticed, grace), after(unusedSince, unusedFor), keepUntil ?? "");
}

/** Who has not signed in since then, and was here, has stayed away for as long as the pool allows: the same for everybody. */
export function awaySince({ unusedFor }: ReclaimRule, at: Instant): Instant {
  return after(at, -unusedFor);
}

/** The end of the day (UTC) of an instant: from when the grace of a notice given on that day counts. */
export function dayEnd(at: Instant): Instant {
  return after(`${at.slice(0, 10)}T00:00:00Z`, 86_400_000);
}

/** Instants compare as texts only while the year has four digits. */
const lastInstant = "9999-12-31T23:59:59Z";

function after(instant: Instant, time: Milliseconds): Instant {
  const then = Math.max(0, Math.min(Date.parse(instant) + time, Date.parse(lastInstant)));
  return `${new Date(then).toISOString().slice(0, 19)}Z`;
}

function latest(...instants: readonly Instant[]): Instant {
  return instants.reduce((last, each) => (each > last ? each : last), "");
}
