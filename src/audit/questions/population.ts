import type { AuditAnswer, AuditPeriod, AuditTable, LedgerExtent } from "../../model/audit-report.ts";
import {
  type AuditedRecord,
  type AuditedRun,
  changesOf,
  isWithin,
  type Question,
  type RecordedChange,
} from "./audited-record.ts";
import { changeColumns, counted, detail, many, number, tableOf, text } from "./table.ts";

/** Every change of access of a period, also those that failed, with what shows that they are all. */
export class Population implements Question {
  readonly #period: AuditPeriod;
  readonly #changes: RecordedChange[] = [];
  readonly #records: RecordRow[] = [];

  constructor(period: AuditPeriod) {
    this.#period = period;
  }

  take(record: AuditedRecord): void {
    if (!isWithin(this.#period, record.recorded)) return;
    this.#records.push(rowOf(record));
    if (!("event" in record)) this.#changes.push(...changesOf(record));
  }

  answer(extent: LedgerExtent): AuditAnswer {
    const changes = this.#changes;
    return {
      ...{ question: "population", title: "Every change of access", asked: {} },
      said: [
        `${many(changes.length, "change")} of access ${changes.length === 1 ? "is" : "are"} recorded${statusWords(changes)}.`,
        ...completenessOf(extent),
      ],
      exceptions: extent.gaps.length + (isCovered(extent) ? 0 : 1),
      tables: [
        tableOf("changes", "Changes", [...changeColumns, ...moreColumns], changes),
        countTable(changes),
        tableOf("records", "Records they come from", recordColumns, this.#records),
      ],
      unknown: [
        "Changes that nobody made through Rollcall are not in its ledger: hold it against the applications' own logs (audit report reconcile).",
        "A change belongs to the period in which its run was recorded; the time that it was made at may lie before.",
      ],
    };
  }
}

/** What shows that the records of a period are all there are, in sentences. */
export function completenessOf(extent: LedgerExtent): readonly string[] {
  const { first, last, records, runs, events, entries, size, root, gaps, checkpoint } = extent;
  const chain =
    gaps.length === 0
      ? "The chain has no gap: every record carries the number and the digest of the one before it."
      : `The chain is broken in ${many(gaps.length, "place")}, first after record ${gaps[0]?.after}.`;
  if (first === null || last === null) return ["No record is of this period.", chain];
  return [
    `They come from records ${first.sequence} to ${last.sequence}: ${many(records, "record")}, of which ${many(runs, "run")} with ${many(entries, "entry", "entries")}, and ${many(events, "event")}.`,
    chain,
    `The root over the first ${many(size, "record")} is ${root}; the ledger's checkpoint there ${checkpointWords[checkpoint]}.`,
  ];
}

const checkpointWords: Readonly<Record<LedgerExtent["checkpoint"], string>> = {
  agrees: "says the same",
  differs: "says something else",
  missing: "cannot be read",
};

function isCovered({ last, checkpoint }: LedgerExtent): boolean {
  return last === null || checkpoint === "agrees";
}

function statusWords(changes: readonly RecordedChange[]): string {
  const counts = counted(changes.map(({ entry }) => entry.status));
  return counts.length === 0 ? "" : `: ${counts.map(([status, count]) => `${count} ${status}`).join(", ")}`;
}

const moreColumns = [
  detail(text<RecordedChange>("account", "Account", ({ entry }) => entry.account)),
  text<RecordedChange>("verdict", "Policy", ({ entry }) => entry.decision.verdict),
  detail(text<RecordedChange>("actor", "Run by", ({ actor }) => actor)),
  text<RecordedChange>("reason", "Why not", ({ entry }) => entry.reason),
  detail(text<RecordedChange>("recorded", "Recorded", ({ recorded }) => recorded)),
];

interface Count {
  readonly by: string;
  readonly value: string;
  readonly count: number;
}

function countTable(changes: readonly RecordedChange[]): AuditTable {
  const rows = (by: string, value: (change: RecordedChange) => string): readonly Count[] =>
    counted(changes.map(value)).map(([each, count]) => ({ by, value: each, count }));
  return tableOf("counts", "Counts", countColumns, [
    ...rows("kind", ({ entry }) => entry.kind),
    ...rows("status", ({ entry }) => entry.status),
    ...rows("application", ({ entry }) => entry.application),
  ]);
}

const countColumns = [
  text<Count>("by", "By", ({ by }) => by),
  text<Count>("value", "Value", ({ value }) => value),
  number<Count>("count", "Changes", ({ count }) => count),
];

interface RecordRow {
  readonly sequence: number;
  readonly recorded: string;
  readonly what: string;
  readonly entries: number;
  readonly digest: string;
  readonly root: string;
  readonly commit: string;
}

function rowOf(record: AuditedRecord): RecordRow {
  const { sequence, recorded, digest, entriesRoot, commit } = record;
  const what = "event" in record ? record.event.kind : runWords(record);
  const entries = "event" in record ? 0 : record.record.entries.length;
  return { sequence, recorded, what, entries, digest, root: entriesRoot, commit };
}

function runWords({ record }: AuditedRun): string {
  return `${record.kind === "recovery" ? "recovery of run" : "run"} ${record.run}, ${record.conclusion}`;
}

const recordColumns = [
  number<RecordRow>("record", "Record", ({ sequence }) => sequence),
  detail(text<RecordRow>("recorded", "Recorded", ({ recorded }) => recorded)),
  text<RecordRow>("what", "What", ({ what }) => what),
  number<RecordRow>("entries", "Entries", ({ entries }) => entries),
  detail(text<RecordRow>("manifest", "Digest of the manifest", ({ digest }) => digest)),
  detail(text<RecordRow>("root", "Root of the entries", ({ root }) => root)),
  detail(text<RecordRow>("commit", "Commit", ({ commit }) => commit)),
];
