import { leafHash } from "../../../src/audit/merkle.ts";
import type { AuditedEvent, AuditedRecord, AuditedRun, Question } from "../../../src/audit/questions/audited-record.ts";
import { Extent } from "../../../src/audit/questions/extent.ts";
import { sha256 } from "../../../src/document/digest.ts";
import { formatInstant } from "../../../src/document/instant.ts";
import type { AuditAnswer, AuditPeriod } from "../../../src/model/audit-report.ts";
import type { LedgerEvent } from "../../../src/model/ledger-event.ts";
import type { ManifestEntry, RunRecord } from "../../../src/model/manifest.ts";
import { anEntry, aRun } from "../a-ledger.ts";

/** A day of November 2026 and an hour of it. */
export function november(day: number, hour = 9): string {
  return formatInstant(Date.UTC(2026, 10, day, hour));
}

export const all: AuditPeriod = { from: null, to: null };
export const inNovember: AuditPeriod = { from: "2026-11-01T00:00:00Z", to: "2026-12-01T00:00:00Z" };

type Placed = Pick<AuditedRecord, "recorded"> & Partial<Pick<AuditedRecord, "versions" | "signer">>;

/** A ledger in memory: records as an auditor is told them, each linked to the one before. */
export class Recorded {
  readonly records: AuditedRecord[] = [];

  /** A run that began and made its entries at the moment when it was recorded, unless they say otherwise. */
  run(recorded: string, entries: readonly Partial<ManifestEntry>[], wish: Partial<RunRecord> = {}): this {
    const run = `run-${this.records.length + 1}`;
    const made = entries.map((entry) => ({ ...anEntry({ at: recorded, ...entry }), salt: "0".repeat(32) }));
    const { judged, ...others } = aRun({ run, started: recorded, finished: recorded, approvals: [], ...wish });
    const record = { ...others, entries: made, ...(judged === undefined ? {} : { judged }) };
    return this.#add({ ...this.#place({ recorded }), record: JSON.parse(JSON.stringify(record)) });
  }

  event(recorded: string, event: EventWish, place: Partial<Placed> = {}): this {
    const id = `event-${this.records.length + 1}`;
    const whole: LedgerEvent = { id, organization: "acme", actor: "ci", engine: "0.1.0", at: recorded, ...event };
    return this.#add({ ...this.#place({ recorded, ...place }), event: whole });
  }

  /** Heartbeats once a day, from one day of November to another. */
  quiet(from: number, to: number): this {
    for (let day = from; day <= to; day++) this.event(november(day), { kind: "heartbeat", commit: null });
    return this;
  }

  answer(question: Question, period: AuditPeriod = all): AuditAnswer {
    const extent = new Extent(period);
    for (const record of this.records) for (const each of [extent, question]) each.take(record);
    return question.answer(this.extent(period));
  }

  /** As if the ledger's own checkpoint said what its manifests say. */
  extent(period: AuditPeriod) {
    const extent = new Extent(period);
    for (const record of this.records) extent.take(record);
    const { origin, size, root } = extent.extent(null);
    return extent.extent({ origin: origin ?? "", size, root: Buffer.from(root.slice(7), "hex") });
  }

  #place(wish: Placed): Omit<AuditedRun, "record"> & Omit<AuditedEvent, "event"> {
    const sequence = this.records.length + 1;
    const manifest = Buffer.from(`manifest ${sequence} ${wish.recorded}`);
    return {
      ...{ sequence, commit: String(sequence).padStart(40, "0"), digest: sha256(manifest), leaf: leafHash(manifest) },
      ...{ origin: "rollcall/acme/0f", prev: this.records.at(-1)?.digest ?? null, entriesRoot: sha256("entries") },
      ...{ versions: { policies: null, signers: null }, signer: { principal: "ci@acme.example", key: "SHA256:ci" } },
      ...wish,
    };
  }

  #add(record: AuditedRecord): this {
    this.records.push(record);
    return this;
  }
}

type EventWish = LedgerEvent extends infer E ? (E extends LedgerEvent ? EventOf<E> : never) : never;
type EventOf<E extends LedgerEvent> = Omit<E, "id" | "organization" | "actor" | "engine" | "at"> &
  Partial<Pick<E, "id" | "actor" | "at">>;

/** Rows of a table as objects. */
export function rowsOf({ tables }: AuditAnswer, name?: string): readonly Record<string, unknown>[] {
  const table = name === undefined ? tables[0] : tables.find((each) => each.name === name);
  if (table === undefined) throw new Error(`there is no table ${name}`);
  return table.rows.map((row) => Object.fromEntries(table.columns.map((column, index) => [column.name, row[index]])));
}
