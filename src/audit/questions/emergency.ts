import { formatDuration, millisecondsOf } from "../../document/instant.ts";
import type { AuditAnswer, AuditPeriod } from "../../model/audit-report.ts";
import type { Instant, Milliseconds } from "../../model/instant.ts";
import type { LedgerEvent } from "../../model/ledger-event.ts";
import {
  type AuditedRecord,
  changesOf,
  effectOf,
  holderOf,
  isMade,
  isWithin,
  type Question,
  type RecordedChange,
  thingOf,
} from "./audited-record.ts";
import { changeColumnsOf, many, number, person, tableOf, text } from "./table.ts";

/** How soon somebody has to look at emergency access after the fact. */
export interface EmergencyQuery {
  readonly period: AuditPeriod;
  readonly within: Milliseconds;
}

type Review = Extract<LedgerEvent, { readonly kind: "review" }>;

interface Emergency {
  readonly given: RecordedChange;
  ended: Instant | null;
}

/** Emergency access that a period gave: how long it lasted, and whether somebody looked at it since. */
export class EmergencyAccess implements Question {
  readonly #query: EmergencyQuery;
  readonly #given: Emergency[] = [];
  readonly #open = new Map<string, Emergency[]>();
  /** First reviews, by the place of their run. */
  readonly #reviews = new Map<number, Review>();

  constructor(query: EmergencyQuery) {
    this.#query = query;
  }

  take(record: AuditedRecord): void {
    if ("event" in record) {
      const { event } = record;
      if (event.kind === "review" && !this.#reviews.has(event.sequence)) this.#reviews.set(event.sequence, event);
      return;
    }
    const isAsked = isWithin(this.#query.period, record.recorded);
    for (const change of changesOf(record)) if (isMade(change.entry)) this.#note(change, isAsked);
  }

  answer(): AuditAnswer {
    const rows = this.#given.map((emergency) => this.#rowOf(emergency));
    const bad = rows.filter(({ problem }) => problem !== null);
    const lasting = rows.filter(({ emergency }) => emergency.ended === null).length;
    return {
      ...{
        question: "emergency",
        title: "Emergency access",
        asked: { "review-within": formatDuration(this.#query.within) },
      },
      said: [
        this.#sentence(rows.length, bad.length),
        `${many(lasting, "one of them", "of them")} ${lasting === 1 ? "has" : "have"} not ended.`,
      ],
      exceptions: bad.length,
      tables: [tableOf("emergency", "Emergency access", columns, rows)],
      unknown: ["What somebody did with the access, the applications' own logs know."],
    };
  }

  #sentence(given: number, bad: number): string {
    const within = formatDuration(this.#query.within);
    if (given === 0) return "No emergency access was given.";
    const grants = `Emergency access was given ${many(given, "time")}`;
    return bad === 0
      ? `${grants}, and reviewed within ${within} each time.`
      : `${grants}; ${many(bad, "time")} nobody else reviewed it within ${within}.`;
  }

  #note(change: RecordedChange, isAsked: boolean): void {
    const { entry } = change;
    const key = [entry.application, holderOf(entry), thingOf(entry)].join("\n");
    const effect = effectOf(entry.kind);
    if (effect === "takes") {
      const keys = entry.target === null ? this.#keysOf(key) : [key];
      for (const each of keys) this.#end(each, entry.at);
    } else if (effect === "gives" && entry.emergency === true && isAsked) {
      const emergency: Emergency = { given: change, ended: null };
      this.#given.push(emergency);
      this.#open.set(key, [...(this.#open.get(key) ?? []), emergency]);
    }
  }

  /** An account that is deleted or disabled takes everything with it. */
  #keysOf(account: string): readonly string[] {
    const holder = account.slice(0, account.lastIndexOf("\n") + 1);
    return [...this.#open.keys()].filter((key) => key.startsWith(holder));
  }

  #end(key: string, at: Instant): void {
    for (const emergency of this.#open.get(key) ?? []) emergency.ended = at;
    this.#open.delete(key);
  }

  #rowOf(emergency: Emergency): Row {
    const { given } = emergency;
    const review = this.#reviews.get(given.sequence) ?? null;
    return { emergency, review, problem: this.#problemOf(given, review) };
  }

  #problemOf({ entry, recorded }: RecordedChange, review: Review | null): string | null {
    if (review === null) return "no review";
    if (millisecondsOf(review.at) - millisecondsOf(recorded) > this.#query.within) return "late review";
    return review.actor === entry.person ? "reviewed by who got it" : null;
  }
}

interface Row {
  readonly emergency: Emergency;
  readonly review: Review | null;
  readonly problem: string | null;
}

const columns = [
  text<Row>("problem", "Problem", ({ problem }) => problem),
  ...changeColumnsOf<Row>(({ emergency }) => emergency.given),
  text<Row>("ended", "Ended", ({ emergency }) => emergency.ended),
  number<Row>("hours", "Hours", ({ emergency: { given, ended } }) =>
    ended === null ? null : Math.round((millisecondsOf(ended) - millisecondsOf(given.entry.at)) / 36_000) / 100,
  ),
  text<Row>("reviewed", "Reviewed", ({ review }) => review?.at ?? null),
  person<Row>("reviewer", "By", ({ review }) => review?.actor ?? null),
  text<Row>("review", "Verdict", ({ review }) => review?.verdict ?? null),
  text<Row>("ticket", "Ticket", ({ review }) => review?.ticket ?? null),
];
