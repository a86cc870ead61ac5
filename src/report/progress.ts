import type { Event } from "../model/event.ts";
import type { OutcomeStatus } from "../model/outcome.ts";
import { displayWidth, visible } from "./visible.ts";

/** How far one application is, as the events have told so far; times in milliseconds of any one clock. */
interface Row {
  readonly reading: { readonly accounts: number; readonly groups: number; readonly verdict: string | null } | null;
  readonly total: number;
  readonly done: number;
  readonly failed: number;
  /** Done when the first event of this life came, and when that was. */
  readonly from: { readonly done: number; readonly at: number } | null;
  readonly wait: { readonly until: number; readonly reason: string } | null;
}

/** What a run has told of itself so far. */
export interface Progress {
  /** A line above the applications; null when there is nothing to say. */
  readonly headline: string | null;
  readonly rows: ReadonlyMap<string, Row>;
}

/** Nothing has happened yet. */
export const noProgress: Progress = { headline: null, rows: new Map() };

const blankRow: Row = { reading: null, total: 0, done: 0, failed: 0, from: null, wait: null };

/** What is known after one more event. */
export function withEvent(progress: Progress, event: Event, now: number): Progress {
  switch (event.kind) {
    case "reading":
    case "read": {
      const { application, accounts, groups } = event;
      const verdict = event.kind === "read" ? event.verdict : null;
      return withRow(progress, application, { reading: { accounts, groups, verdict }, wait: null });
    }
    case "judging":
      return { headline: `judging ${event.total} changes`, rows: new Map() };
    case "applying": {
      const rows = event.applications.map(
        ({ application, total, done }) => [application, { ...blankRow, total, done, from: { done, at: now } }] as const,
      );
      return { headline: `applying ${event.total} changes`, rows: new Map(rows) };
    }
    case "change-done": {
      const row = progress.rows.get(event.application) ?? blankRow;
      const failed = row.failed + (wentWrong.has(event.status) ? 1 : 0);
      return withRow(progress, event.application, { done: row.done + 1, failed, wait: null });
    }
    case "waiting":
      return withRow(progress, event.application, {
        wait: { until: now + event.milliseconds, reason: event.reason },
      });
    case "resuming":
      return headed(progress, `going on with ${event.run}: ${event.done} done, ${event.open} open`);
    case "lease-taken-over":
      return headed(progress, `took over from ${event.from}, whose run ${event.run} of ${event.since} is gone`);
    case "recovered":
      return headed(
        progress,
        `put the vanished run ${event.run} on the ledger as run ${event.sequence}: ${event.found} found done`,
      );
    case "ring-begun":
      return headed(progress, `ring ${event.ring} of ${event.rings}: ${event.people} people`);
    case "halted":
      return headed(progress, `halted: ${event.reason}`);
    case "alarm-raised":
      return headed(progress, "the alarm was raised");
    case "alarm-failed":
      return headed(progress, `the alarm could not be raised: ${event.reason}`);
    case "recorded":
      return headed(progress, `recorded as run ${event.sequence} in ${event.commit.slice(0, 10)}`);
  }
}

function headed(progress: Progress, headline: string): Progress {
  return { ...progress, headline };
}

const wentWrong: ReadonlySet<OutcomeStatus> = new Set(["failed", "refused", "unverified"]);

function withRow({ headline, rows }: Progress, application: string, news: Partial<Row>): Progress {
  return { headline, rows: new Map([...rows, [application, { ...(rows.get(application) ?? blankRow), ...news }]]) };
}

/** Where the lines are to be shown, and when. */
export interface Screen {
  /** Columns; no line takes more. */
  readonly columns: number;
  /** Lines; there are never more. */
  readonly rows: number;
  readonly now: number;
}

/** One line for each application, in columns, below the headline. */
export function progressLines({ headline, rows }: Progress, screen: Screen): readonly string[] {
  const cells = [...rows].map(([application, row]) => [visible(application), ...cellsOf(row, screen.now)]);
  const widths = [0, 1, 2].map((column) => Math.max(0, ...cells.map((each) => displayWidth(each[column] ?? ""))));
  const lines = cells.map((each) =>
    each
      .map((cell, column) => cell + " ".repeat(Math.max(0, (widths[column] ?? 0) - displayWidth(cell))))
      .join("  ")
      .trimEnd(),
  );
  const all = headline === null ? lines : [visible(headline), ...lines];
  return folded(all, Math.max(1, screen.rows)).map((line) => cut(line, screen.columns));
}

/** What is left to be waited for: whether the lines look different a second later although nothing happens. */
export function isCounting({ rows }: Progress, now: number): boolean {
  return [...rows.values()].some(
    ({ wait, from, done, total }) => (wait?.until ?? 0) > now || (from !== null && done < total),
  );
}

/** How far, what went wrong, and what it waits for or how long it will take. */
function cellsOf(row: Row, now: number): readonly [string, string, string] {
  const { reading, total, done, failed, wait } = row;
  const waits =
    wait !== null && wait.until > now ? `waits ${durationWords(wait.until - now)}: ${visible(wait.reason)}` : null;
  if (total === 0 && reading !== null) {
    const end = reading.verdict === null ? "reading" : visible(reading.verdict);
    return [`${reading.accounts} accounts, ${reading.groups} groups`, end, waits ?? ""];
  }
  const left = timeLeft(row, now);
  const last = [waits, left === null ? null : `about ${durationWords(left)} left`].filter((part) => part !== null);
  return [`${done} of ${total}`, failed === 0 ? "" : `${failed} failed`, last.join(", ")];
}

/** By the rate so far; null when there is none yet, or nothing left. */
function timeLeft({ total, done, from, wait }: Row, now: number): number | null {
  if (from === null || done >= total || done <= from.done) return null;
  const waiting = Math.max(0, (wait?.until ?? 0) - now);
  return waiting + ((now - from.at) / (done - from.done)) * (total - done);
}

/** `45 s`, `3 min`, `2 h 5 min`; never nothing. */
export function durationWords(milliseconds: number): string {
  const seconds = Math.max(1, Math.ceil(milliseconds / 1000));
  if (seconds < 100) return `${seconds} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 100 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

function folded(lines: readonly string[], most: number): readonly string[] {
  if (lines.length <= most) return lines;
  return [...lines.slice(0, most - 1), `and ${lines.length - most + 1} more`];
}

function cut(line: string, columns: number): string {
  if (displayWidth(line) <= columns) return line;
  let text = "";
  let used = 0;
  for (const character of line) {
    used += displayWidth(character);
    if (used > columns) break;
    text += character;
  }
  return text;
}
