import type { AuditAnswer, AuditPeriod } from "../../model/audit-report.ts";
import type { IntentEvent } from "../../model/ledger-event.ts";
import {
  type AuditedRecord,
  type AuditedRun,
  changesOf,
  isWithin,
  type Question,
  type RecordedChange,
} from "./audited-record.ts";
import { changeColumnsOf, detail, many, number, tableOf, text } from "./table.ts";

interface Failed {
  readonly change: RecordedChange;
  /** The same change, made by a later run. */
  made: RecordedChange | null;
}

interface Intent {
  readonly sequence: number;
  readonly event: IntentEvent;
}

/** What did not come out as planned in a period, and what became of it since. */
export class Failures implements Question {
  readonly #period: AuditPeriod;
  readonly #failed: Failed[] = [];
  /** Failures that no later run has made good, by the key of the change. */
  readonly #open = new Map<string, Failed[]>();
  readonly #runs: AuditedRun[] = [];
  readonly #intents = new Map<string, Intent>();

  constructor(period: AuditPeriod) {
    this.#period = period;
  }

  take(record: AuditedRecord): void {
    const isAsked = isWithin(this.#period, record.recorded);
    if ("event" in record) {
      if (isAsked && record.event.kind === "intent")
        this.#intents.set(record.event.run, { sequence: record.sequence, event: record.event });
      return;
    }
    this.#intents.delete(record.record.run);
    for (const change of changesOf(record)) this.#note(change, isAsked);
    const { conclusion, kind } = record.record;
    if (isAsked && (conclusion !== "completed" || kind === "recovery"))
      this.#runs.push({ ...record, record: { ...record.record, entries: [] } });
  }

  answer(): AuditAnswer {
    const open = this.#failed.filter(({ made }) => made === null).length;
    const intents = [...this.#intents.values()];
    return {
      ...{ question: "failures", title: "What did not come out as planned", asked: {} },
      said: [
        this.#sentence(open),
        `${many(intents.length, "run")} ${intents.length === 1 ? "was" : "were"} announced without anything that says what became of ${intents.length === 1 ? "it" : "them"}.`,
        `${many(this.#runs.length, "run")} ended partly or failed, or ${this.#runs.length === 1 ? "was" : "were"} looked after by another.`,
      ],
      exceptions: open + intents.length,
      tables: [
        tableOf("failures", "Changes", failedColumns, this.#failed),
        tableOf("intents", "Announced, and nothing since", intentColumns, intents),
        tableOf("runs", "Runs", runColumns, this.#runs),
      ],
      unknown: [
        "A change counts as made good when a later run records the same change as applied, or as already so.",
        "Whether somebody did by hand what a run could not, the ledger cannot know.",
      ],
    };
  }

  #sentence(open: number): string {
    const failed = this.#failed.length;
    if (failed === 0) return "Every change came out as planned.";
    const made = open === 0 ? "a later run made each of them good" : `no later run has made ${open} of them good`;
    return `${many(failed, "change")} did not come out as planned; ${made}.`;
  }

  #note(change: RecordedChange, isAsked: boolean): void {
    const { key, status } = change.entry;
    if (status === "applied" || status === "unchanged") {
      for (const each of this.#open.get(key) ?? []) each.made = change;
      this.#open.delete(key);
    } else if (isAsked) {
      const failed: Failed = { change, made: null };
      this.#failed.push(failed);
      this.#open.set(key, [...(this.#open.get(key) ?? []), failed]);
    }
  }
}

const failedColumns = [
  ...changeColumnsOf<Failed>(({ change }) => change),
  number<Failed>("attempts", "Attempts", ({ change }) => change.entry.attempts),
  text<Failed>("reason", "Why", ({ change }) => change.entry.reason),
  text<Failed>("made_good", "Made good by", ({ made }) => made?.id ?? null),
  detail(text<Failed>("made_good_at", "Made good at", ({ made }) => made?.entry.at ?? null)),
];

const intentColumns = [
  number<Intent>("record", "Record", ({ sequence }) => sequence),
  text<Intent>("at", "At", ({ event }) => event.at),
  detail(text<Intent>("run", "Run", ({ event }) => event.run)),
  text<Intent>("actor", "Run by", ({ event }) => event.actor),
  number<Intent>("changes", "Changes", ({ event }) => event.changes),
  detail(text<Intent>("plan", "Digest of the plan", ({ event }) => event.plan.digest)),
];

const runColumns = [
  number<AuditedRun>("record", "Record", ({ sequence }) => sequence),
  text<AuditedRun>("started", "Started", ({ record }) => record.started),
  text<AuditedRun>("finished", "Finished", ({ record }) => record.finished),
  detail(text<AuditedRun>("run", "Run", ({ record }) => record.run)),
  text<AuditedRun>("kind", "Kind", ({ record }) => record.kind),
  text<AuditedRun>("conclusion", "Conclusion", ({ record }) => record.conclusion),
  text<AuditedRun>("error", "Why", ({ record }) => record.error),
];
