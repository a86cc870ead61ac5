import type { Instant } from "./instant.ts";
import type { Source } from "./source.ts";

/** Nothing that the ledger holds about somebody may be erased meanwhile. */
export interface Hold {
  /** Null: everybody. */
  readonly person: string | null;
  /** Where the matter is kept: a number, not a story. */
  readonly reason: string;
  readonly from: Instant;
  /** Null: until somebody takes it away. */
  readonly until: Instant | null;
  readonly at: Source;
}

/** How long keys of people who have left are kept. */
export interface Retention {
  readonly count: number;
  readonly unit: "years" | "days";
}

/** From when on what happened is kept at an instant: so many calendar years or days before it. */
export function keptSince({ count, unit }: Retention, now: Instant): Instant {
  if (unit === "days") return `${new Date(Date.parse(now) - count * 86_400_000).toISOString().slice(0, 19)}Z`;
  return `${String(Number(now.slice(0, 4)) - count).padStart(4, "0")}${now.slice(4)}`;
}

/** Holds that stand at an instant against erasing somebody. */
export function holdsOn(person: string, holds: readonly Hold[], now: Instant): readonly Hold[] {
  return holds.filter((hold) => {
    const isAbout = hold.person === null || hold.person === person;
    return isAbout && hold.from <= now && (hold.until === null || now < hold.until);
  });
}
