import type { AuditPeriod, LedgerExtent, LedgerGap, LedgerPlace } from "../../model/audit-report.ts";
import type { TreeHead } from "../checkpoint.ts";
import { type CompactRange, emptyRange, grow, rootOf } from "../merkle.ts";
import { rootText } from "../note.ts";
import { type AuditedRecord, isWithin } from "./audited-record.ts";

/** Told every record in order, it says which of them a period has, and that none is missing. */
export class Extent {
  readonly #period: AuditPeriod;
  readonly #gaps: LedgerGap[] = [];
  #range: CompactRange = emptyRange;
  #inPeriod: CompactRange = emptyRange;
  #origin: string | null = null;
  #head: LedgerPlace | null = null;
  #first: LedgerPlace | null = null;
  #last: LedgerPlace | null = null;
  #counts = { records: 0, runs: 0, events: 0, entries: 0 };

  constructor(period: AuditPeriod) {
    this.#period = period;
  }

  take(record: AuditedRecord): void {
    const place = placeOf(record);
    this.#gaps.push(...gapsBetween(this.#head, place));
    this.#range = grow(this.#range, record.leaf);
    this.#origin ??= record.origin;
    this.#head = place;
    if (this.#period.to === null || record.recorded < this.#period.to) this.#inPeriod = this.#range;
    if (!isWithin(this.#period, record.recorded)) return;
    this.#first ??= place;
    this.#last = place;
    this.#count(record);
  }

  /** `checkpoint`: what the ledger itself says of its tree at the last record of the period. */
  extent(checkpoint: TreeHead | null): LedgerExtent {
    const { size } = this.#inPeriod;
    const root = rootOf(this.#inPeriod);
    const agrees = checkpoint?.size === size && checkpoint.origin === this.#origin && checkpoint.root.equals(root);
    return {
      ...{ origin: this.#origin, first: this.#first, last: this.#last, ...this.#counts },
      ...{ size, root: rootText(root), gaps: this.#gaps, head: this.#head },
      checkpoint: checkpoint === null ? "missing" : agrees ? "agrees" : "differs",
    };
  }

  /** Commit of the last record of the period. */
  get lastCommit(): string | null {
    return this.#last?.commit ?? null;
  }

  #count(record: AuditedRecord): void {
    this.#counts.records += 1;
    if ("event" in record) this.#counts.events += 1;
    else {
      this.#counts.runs += 1;
      this.#counts.entries += record.record.entries.length;
    }
  }
}

function placeOf({ sequence, commit, recorded, digest, prev }: AuditedRecord): LedgerPlace {
  return { sequence, commit, recorded, digest, prev };
}

function gapsBetween(before: LedgerPlace | null, { sequence, prev }: LedgerPlace): readonly LedgerGap[] {
  const after = before?.sequence ?? 0;
  if (sequence !== after + 1) return [{ after, next: sequence, why: "sequence" }];
  return prev === (before?.digest ?? null) ? [] : [{ after, next: sequence, why: "prev" }];
}
