import { formatDuration, millisecondsOf } from "../../document/instant.ts";
import type { AuditAnswer, AuditPeriod, LedgerExtent } from "../../model/audit-report.ts";
import type { Instant, Milliseconds } from "../../model/instant.ts";
import {
  type AuditedRecord,
  changesOf,
  effectOf,
  isMade,
  isWithin,
  type Question,
  type RecordedChange,
} from "./audited-record.ts";
import { changeColumnsOf, many, number, tableOf, text } from "./table.ts";

/** How long it may take from when a change was due until the application said that it is so. */
export interface TimelinessQuery {
  readonly period: AuditPeriod;
  readonly taking: Milliseconds;
  readonly giving: Milliseconds;
}

interface Timed {
  readonly change: RecordedChange;
  readonly effect: "gives" | "takes";
  readonly due: Instant;
  /** Null: it was not made. */
  readonly took: Milliseconds | null;
}

/** How long access took to come, and to go, from when it was due. */
export class Timeliness implements Question {
  readonly #query: TimelinessQuery;
  readonly #timed: Timed[] = [];
  /** Changes that were due and tried in vain, the first time, by key. */
  readonly #waiting = new Map<string, Timed>();
  #undated = 0;

  constructor(query: TimelinessQuery) {
    this.#query = query;
  }

  take(record: AuditedRecord): void {
    if ("event" in record) return;
    const isAsked = isWithin(this.#query.period, record.recorded);
    for (const change of changesOf(record)) {
      if (isMade(change.entry)) this.#waiting.delete(change.entry.key);
      if (isAsked) this.#note(change);
    }
  }

  answer({ head }: LedgerExtent): AuditAnswer {
    const { taking, giving } = this.#query;
    const now = head?.recorded ?? "";
    const waiting = [...this.#waiting.values()].filter((each) => this.#isOver(each, now));
    const late = [...this.#timed.filter((each) => this.#isLate(each)), ...waiting];
    const taken = late.filter(({ effect }) => effect === "takes").length;
    return {
      ...{ question: "timeliness", title: "How long access took to come and to go" },
      asked: { sla: formatDuration(taking), "sla-give": formatDuration(giving) },
      said: [
        `${many(taken, "removal")} came later than ${formatDuration(taking)} after it was due, and ${late.length - taken} of what was to be given later than ${formatDuration(giving)}.`,
        ...(waiting.length === 0
          ? []
          : [`${waiting.length} of them ${waiting.length === 1 ? "has" : "have"} not come yet.`]),
        `${many(this.#timed.length, "change")} had a time at which it was due; ${this.#undated} had none and cannot be judged.`,
      ],
      exceptions: late.length,
      tables: [
        tableOf("late", "Late", timedColumns, late),
        tableOf(
          "summary",
          "Hours from due to done",
          spreadColumns,
          (["takes", "gives"] as const).map((effect) => spreadOf(this.#timed, effect)),
        ),
        tableOf("changes", "All changes that were due", timedColumns, this.#timed),
      ],
      unknown: [
        "When a change was due is what the roster or the assignment said when it was planned. When somebody wrote it there, git knows.",
        "A mover's day is not on the roster, so that what a move takes and gives has no time at which it was due.",
      ],
    };
  }

  #note(change: RecordedChange): void {
    const { entry } = change;
    const effect = effectOf(entry.kind);
    if (effect === "neither") return;
    if (entry.effective === undefined) {
      if (isMade(entry)) this.#undated += 1;
      return;
    }
    const took = isMade(entry) ? between(entry.effective, entry.at) : null;
    const timed = { change, effect, due: entry.effective, took };
    if (took !== null) this.#timed.push(timed);
    else if (!this.#waiting.has(entry.key)) this.#waiting.set(entry.key, timed);
  }

  #isLate({ effect, took }: Timed): boolean {
    return took !== null && took > this.#allowed(effect);
  }

  #isOver({ effect, due }: Timed, now: Instant): boolean {
    return between(due, now) > this.#allowed(effect);
  }

  #allowed(effect: Timed["effect"]): Milliseconds {
    return effect === "takes" ? this.#query.taking : this.#query.giving;
  }
}

function between(from: Instant, to: Instant): Milliseconds {
  return millisecondsOf(to) - millisecondsOf(from);
}

interface Spread {
  readonly effect: Timed["effect"];
  readonly count: number;
  readonly p50: Milliseconds | null;
  readonly p95: Milliseconds | null;
  readonly longest: Milliseconds | null;
}

function spreadOf(timed: readonly Timed[], effect: Timed["effect"]): Spread {
  const times = timed.flatMap((each) => (each.effect === effect && each.took !== null ? [each.took] : []));
  times.sort((a, b) => a - b);
  return { effect, count: times.length, p50: rank(times, 0.5), p95: rank(times, 0.95), longest: times.at(-1) ?? null };
}

const spreadColumns = [
  text<Spread>("effect", "What it does", ({ effect }) => (effect === "takes" ? "takes away" : "gives")),
  number<Spread>("count", "Changes", ({ count }) => count),
  number<Spread>("p50_hours", "Half within", ({ p50 }) => hours(p50)),
  number<Spread>("p95_hours", "95 of 100 within", ({ p95 }) => hours(p95)),
  number<Spread>("longest_hours", "Longest", ({ longest }) => hours(longest)),
];

/** Nearest rank: a time that really occurred. */
function rank(sorted: readonly Milliseconds[], share: number): Milliseconds | null {
  return sorted[Math.ceil(sorted.length * share) - 1] ?? null;
}

function hours(time: Milliseconds | null): number | null {
  return time === null ? null : Math.round(time / 36_000) / 100;
}

const timedColumns = [
  ...changeColumnsOf<Timed>(({ change }) => change),
  text<Timed>("due", "Due", ({ due }) => due),
  text<Timed>("started", "Began", ({ change }) => change.started),
  number<Timed>("hours_to_start", "Hours to begin", ({ due, change }) => hours(between(due, change.started))),
  number<Timed>("hours", "Hours to done", ({ took }) => hours(took)),
];
