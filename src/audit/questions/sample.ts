import { createHash } from "node:crypto";
import type { AuditAnswer, AuditPeriod, LedgerExtent } from "../../model/audit-report.ts";
import { type AuditedRecord, changesOf, isWithin, type Question, type RecordedChange } from "./audited-record.ts";
import { completenessOf } from "./population.ts";
import { changeColumnsOf, detail, many, number, tableOf, text } from "./table.ts";

/** How many, and from what they are drawn; without a seed it is the root over all records up to the end of the period. */
export interface SampleQuery {
  readonly period: AuditPeriod;
  readonly size: number;
  readonly seed: string | null;
}

interface Drawn {
  readonly change: RecordedChange;
  readonly draw: string;
}

/** A random sample of the changes of a period that anybody can draw again: the smallest SHA-256 of seed, line feed and entry. */
export class Sample implements Question {
  readonly #query: SampleQuery;
  readonly #changes: RecordedChange[] = [];

  constructor(query: SampleQuery) {
    this.#query = query;
  }

  take(record: AuditedRecord): void {
    if ("event" in record || !isWithin(this.#query.period, record.recorded)) return;
    this.#changes.push(...changesOf(record));
  }

  answer(extent: LedgerExtent): AuditAnswer {
    const { size } = this.#query;
    const seed = this.#query.seed ?? extent.root;
    const drawn = this.#changes
      .map((change) => ({ change, draw: drawOf(seed, change.id) }))
      .sort((a, b) => (a.draw < b.draw ? -1 : 1))
      .slice(0, size);
    return {
      ...{ question: "sample", title: "A random sample of the changes", asked: { size, seed } },
      said: [
        `${drawn.length} of ${many(this.#changes.length, "change")} were drawn.`,
        `Drawn were those whose SHA-256 of the seed, a line feed and the entry is smallest; the seed is ${seed}.`,
        ...completenessOf(extent),
      ],
      exceptions: 0,
      tables: [tableOf("sample", "Sample", drawnColumns, drawn)],
      unknown: ["Changes that nobody made through Rollcall could not be drawn."],
    };
  }
}

/** What decides whether an entry is drawn: the smaller, the sooner. */
function drawOf(seed: string, id: string): string {
  return createHash("sha256").update(`${seed}\n${id}`).digest("hex");
}

const drawnColumns = [
  number<Drawn>("record", "Record", ({ change }) => change.sequence),
  ...changeColumnsOf<Drawn>(({ change }) => change),
  detail(text<Drawn>("draw", "Draw", ({ draw }) => draw)),
];
