import { compareText } from "../model/compare.ts";
import type { Instant } from "../model/instant.ts";
import type { ManifestEntry } from "../model/manifest.ts";
import type { SeatTrend } from "../model/seat-report.ts";
import { mayHaveTakenEffect, targetOf } from "./deed.ts";

/** A seat that a run gave or took back. */
export interface SeatMove {
  readonly pool: string;
  readonly application: string;
  /** Person id, or `@` and the remote id. */
  readonly whose: string;
  readonly by: 1 | -1;
  /** Whether the application was seen to have done it. */
  readonly isSure: boolean;
  readonly at: Instant;
}

/** What the ledger tells of seats, from a moment on; null: it has no run. */
export interface SeatHistory {
  readonly from: Instant | null;
  readonly moves: readonly SeatMove[];
}

/** The move that an entry of the ledger tells of; null for anything else, and for what took no effect. */
export function seatMoveOf(entry: ManifestEntry): SeatMove | null {
  const { kind, application, person, account, at, status } = entry;
  if ((kind !== "assign-seat" && kind !== "release-seat") || !mayHaveTakenEffect(entry)) return null;
  const target = targetOf(entry);
  const whose = person ?? (account === null ? null : `@${account}`);
  if (target?.kind !== "seat" || whose === null) return null;
  const by = kind === "assign-seat" ? 1 : -1;
  return { pool: target.pool, application, whose, by, isSure: status === "applied", at };
}

/** The last so many days of a trend, whatever the ledger still knows. */
export const trendDays = 366;

/** Seats used at the end of every day, counted back from what is used at `now` by the moves of this one pool. */
export function seatTrend(used: number, history: SeatHistory, now: Instant): SeatTrend {
  if (history.from === null || history.from > now) return { points: [], hasGaps: false };
  const today = dayNumber(now);
  const first = Math.max(dayNumber(history.from), today - trendDays + 1);
  const byDay = new Map<number, number>();
  for (const { at, by } of effective(history.moves)) {
    const day = Math.min(dayNumber(at), today);
    byDay.set(day, (byDay.get(day) ?? 0) + by);
  }
  const points: { day: string; used: number }[] = [];
  let hasGaps = false;
  for (let day = today, count = used; day >= first; day -= 1) {
    points.push({ day: dayText(day), used: Math.max(count, 0) });
    hasGaps ||= count < 0;
    count -= byDay.get(day) ?? 0;
  }
  return { points: points.reverse(), hasGaps };
}

/**
 * Nobody gets the seat twice that they have, so of two moves of one person in the same direction one did not happen: the
 * first, when nobody saw that it did, else the second put right what was changed outside Rollcall.
 */
function effective(moves: readonly SeatMove[]): readonly SeatMove[] {
  const byOwner = new Map<string, SeatMove[]>();
  for (const move of moves.toSorted((a, b) => compareText(a.at, b.at))) {
    const own = byOwner.get(move.whose) ?? [];
    byOwner.set(move.whose, own);
    const before = own.at(-1);
    if (before?.by !== move.by) own.push(move);
    else if (!before.isSure) own[own.length - 1] = move;
  }
  return [...byOwner.values()].flat();
}

const millisecondsADay = 86_400_000;

/** Days since 1970 of an instant or a day (UTC). */
export function dayNumber(at: string): number {
  return Math.floor(Date.parse(at) / millisecondsADay);
}

/** `2026-11-23`. */
export function dayText(day: number): string {
  return new Date(day * millisecondsADay).toISOString().slice(0, 10);
}
